// SPDX-License-Identifier: Apache-2.0
import type {BundledPackage} from './packages.js';

/** The program that is described. */
export interface Program {
  name: string;
  version: string;
  license: string;
}

/**
 * Returns a bill of materials in the form of CycloneDX 1.6 (cyclonedx.org/docs/1.6/json): the program, and the packages in
 * its bundle. It has no time and no serial number, so that the same sources make the same bytes.
 */
export function billOfMaterials(program: Program, packages: readonly BundledPackage[]): string {
  const components = packages.map((each) => component('library', each));
  const root = component('application', program);
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {component: root},
    components,
    dependencies: [{ref: root['bom-ref'], dependsOn: components.map((each) => each['bom-ref'])}],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function component(type: 'application' | 'library', of: Program & Partial<BundledPackage>) {
  const purl = `pkg:npm/${of.name.replace('@', '%40')}@${of.version}`;
  const hash = of.integrity === undefined ? undefined : hexOf(of.integrity);
  return {
    type,
    'bom-ref': purl,
    name: of.name,
    version: of.version,
    ...(hash && {hashes: [hash]}),
    licenses: [/\s/.test(of.license) ? {expression: of.license} : {license: {id: of.license}}],
    purl,
    ...(of.homepage && {externalReferences: [{type: 'website', url: of.homepage}]}),
  };
}

/** npm writes `sha512-BASE64`, CycloneDX a name and hexadecimal digits. */
function hexOf(integrity: string) {
  const [, bits, base64] = /^sha(256|384|512)-(\S+)/.exec(integrity) ?? [];
  return base64 && {alg: `SHA-${bits}`, content: Buffer.from(base64, 'base64').toString('hex')};
}
