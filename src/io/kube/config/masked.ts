// SPDX-License-Identifier: Apache-2.0

/** Returns a URL for messages: without user, password, query and fragment, which may be secrets. What is no URL shows its start alone. */
export function maskedUrl(text: string): string {
  if (!URL.canParse(text)) return text.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//***@');
  const url = new URL(text);
  const user = url.username || url.password ? '***@' : '';
  const path = url.pathname === '/' && !/^[^?#]*\/(?:[?#]|$)/.test(text.replace(/^\w+:\/\//, '')) ? '' : url.pathname;
  return `${url.protocol}//${user}${url.host}${path}${url.search ? '?***' : ''}`;
}
