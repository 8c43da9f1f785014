// SPDX-License-Identifier: Apache-2.0

/** Host and port of an address as Go's net.SplitHostPort finds them, or the text of its error. */
export function splitHostPort(text: string): {host: string; port: string} | string {
  const problem = (reason: string) => (text === '' ? reason : `address ${text}: ${reason}`);
  const colon = text.lastIndexOf(':');
  if (colon < 0) return problem('missing port in address');
  if (!text.startsWith('[')) {
    const host = text.slice(0, colon);
    if (host.includes(':')) return problem('too many colons in address');
    if (text.includes('[')) return problem("unexpected '[' in address");
    return text.includes(']') ? problem("unexpected ']' in address") : {host, port: text.slice(colon + 1)};
  }
  const end = text.indexOf(']');
  if (end < 0) return problem("missing ']' in address");
  if (end + 1 === text.length) return problem('missing port in address');
  if (end + 1 !== colon)
    return problem(text[end + 1] === ':' ? 'too many colons in address' : 'missing port in address');
  if (text.includes('[', 1)) return problem("unexpected '[' in address");
  if (text.includes(']', end + 1)) return problem("unexpected ']' in address");
  return {host: text.slice(1, end), port: text.slice(colon + 1)};
}
