// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {Agent, request as httpsRequest} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {buffer} from 'node:stream/consumers';
import {writeKubeconfig} from '../io/kube/fault-server.js';

/** What becomes of an answer on its way back: true when the proxy has taken care of it. */
export type WireFault = (request: IncomingMessage, answer: Buffer, response: ServerResponse) => boolean;

export interface FaultProxy {
  kubeconfig: string;
  /** How many answers the fault took care of. */
  faults(): number;
  stop(): void;
}

/** A proxy before the API server of the control plane in `dir`, as its admin, that spoils answers. */
export async function startFaultProxy(dir: string, target: string, fault: WireFault): Promise<FaultProxy> {
  const [ca, cert, key] = ['ca.crt', 'admin.crt', 'admin.key'].map((name) => readFileSync(`${dir}/${name}`));
  const agent = new Agent({ca, cert, key, keepAlive: true});
  let faults = 0;
  const server = createServer((incoming, response) => {
    const {method, url = '/', headers} = incoming;
    const {host: _, authorization: _2, ...rest} = headers;
    const outgoing = httpsRequest(new URL(url, target), {method, headers: rest, agent}, (answer) => {
      buffer(answer).then(
        (body) => {
          if (fault(incoming, body, response)) faults++;
          else response.writeHead(answer.statusCode ?? 502, answer.headers).end(body);
        },
        () => response.destroy(),
      );
    });
    outgoing.once('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy listens on no port');
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-fault-'));
  return {
    kubeconfig: writeKubeconfig(folder, `http://127.0.0.1:${address.port}`),
    faults: () => faults,
    stop: () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      rmSync(folder, {recursive: true});
    },
  };
}
