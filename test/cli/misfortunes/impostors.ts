// SPDX-License-Identifier: Apache-2.0
import type {RequestListener, ServerResponse} from 'node:http';

/** What answers every request the same way and is no Kubernetes API, or a broken one; by a name for it. */
export const IMPOSTORS = {
  'a 404 page': answer(404, 'text/html', '<html><head><title>404 Not Found</title></head><body>nginx</body></html>'),
  'a 404 without Status': answer(404, 'application/json', '{"error": "no such route"}'),
  'a 404 without a word': answer(404, 'text/plain', ''),
  'an empty object': answer(200, 'application/json', '{}'),
  'an object of no kind': answer(200, 'application/json', '{"items": [], "resources": [], "status": "ok"}'),
  'a list of something': answer(200, 'application/json', '[]'),
  'a login page': answer(200, 'text/html', '<!DOCTYPE html><html><title>Sign in</title><form>password</form></html>'),
  'a redirect to a login': answer(302, 'text/html', 'moved', {Location: 'https://sso.example.com/login?state=s3cret'}),
  'a failure page': answer(
    502,
    'text/html',
    `<html><title>502 Bad Gateway</title>${'<p>sorry</p>'.repeat(500)}</html>`,
  ),
  'an empty answer': answer(200, 'application/json', ''),
  'half an answer': answer(200, 'application/json', '{"kind": "APIResourceList", "resources": [{"na'),
  'a word': answer(200, 'text/plain', 'ok'),
  'garbage that calls itself gzip': answer(200, 'application/json', '\x1f\x8b garbage', {'Content-Encoding': 'gzip'}),
  'another API': answer(200, 'application/json', '{"kind": "Widget", "apiVersion": "example.com/v1", "items": "none"}'),
} satisfies Record<string, RequestListener>;

/** A server that accepts requests and keeps silent from there on. */
export const SILENT = {
  'nothing after the headers': (_: unknown, response: ServerResponse) => {
    response.writeHead(200, {'Content-Type': 'application/json'}).write('{"kind":');
  },
  'not even headers': () => {},
} satisfies Record<string, RequestListener>;

/** The connection is cut in the middle of the answer. */
export const CUT: RequestListener = (_, response) => {
  response.writeHead(200, {'Content-Type': 'application/json', 'Content-Length': '1000'}).write('{"kind":');
  setTimeout(() => response.destroy(), 20);
};

function answer(status: number, type: string, body: string, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(status, {...(type && {'Content-Type': type}), ...headers}).end(body, 'latin1');
  };
}
