// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {connect} from 'node:tls';
import type {Certified} from '../envoy-server/certificates.js';

/** The serial number and the bytes of the certificate that a port of this machine serves for web.example. */
export async function certificateOf(port: number): Promise<[serial: string, raw: Buffer]> {
  const socket = connect({port, host: '127.0.0.1', servername: 'web.example', rejectUnauthorized: false});
  await once(socket, 'secureConnect');
  const {serialNumber, raw} = socket.getPeerCertificate();
  socket.destroy();
  return [serialNumber, raw];
}

/** Whether the bytes of a certificate are those of this one. */
export function isOf({certificate}: Certified, raw: Buffer): boolean {
  return certificate.replace(/-----.*?-----|\s/g, '') === raw.toString('base64');
}
