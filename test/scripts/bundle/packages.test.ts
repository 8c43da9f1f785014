// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import type {Metafile} from 'esbuild';
import {describe, expect, it} from 'vitest';
import {bundledPackages, packageFolder} from '../../../scripts/bundle/packages.js';
import {billOfMaterials} from '../../../scripts/bundle/sbom.js';
import {thirdParty} from '../../../scripts/bundle/third-party.js';

/** A build with one output, made of so many bytes of each file. */
function buildOf(bytes: Record<string, number>): Metafile {
  const inputs = Object.fromEntries(Object.entries(bytes).map(([path, bytesInOutput]) => [path, {bytesInOutput}]));
  return {inputs: {}, outputs: {'dist/a.js': {bytes: 0, inputs, imports: [], exports: []}}};
}

const VARINT = 'node_modules/@bufbuild/protobuf/dist/esm/wire/varint.js';

describe('packageFolder', () => {
  it.each([
    ['src/cli/main.ts', undefined],
    ['node_modules/ws/lib/sender.js', 'node_modules/ws'],
    ['node_modules/@oclif/core/lib/index.js', 'node_modules/@oclif/core'],
    ['node_modules/a/node_modules/@b/c/d.js', 'node_modules/a/node_modules/@b/c'],
  ])('of %s', (path, folder) => expect(packageFolder(path)).toBe(folder));
});

describe('bundledPackages', () => {
  it('names each package once, by name, and none whose code was shaken out', () => {
    const build = buildOf({
      'src/cli/main.ts': 9,
      'node_modules/ws/lib/sender.js': 5,
      'node_modules/ws/lib/receiver.js': 5,
      'node_modules/semver/index.js': 0,
      'node_modules/chalk/source/index.js': 1,
    });
    expect(bundledPackages(build).map(({name}) => name)).toEqual(['chalk', 'ws']);
  });

  it('takes the text of a licence from the package, or where it has none from its code and our copy', () => {
    const [protobuf, ws] = bundledPackages(buildOf({[VARINT]: 1, 'node_modules/ws/lib/sender.js': 1}));
    expect(ws?.texts).toEqual([readFileSync('node_modules/ws/LICENSE', 'utf8').trim()]);
    expect(protobuf?.texts).toHaveLength(2);
    expect(protobuf?.texts[0]).toBe(readFileSync('LICENSE', 'utf8').trim());
    expect(protobuf?.texts[1]).toMatch(/^Copyright 2008 Google Inc\.[^]*\nRedistribution and use in source/);
  });
});

describe('what the package says of the code of others', () => {
  const packages = [
    {name: '@a/b', version: '1.0.0', license: 'MIT', texts: ['Same\r\n\r\nwords'], homepage: 'https://b.example'},
    {name: 'c', version: '2.0.0', license: '(MIT OR ISC)', texts: ['Same\r\n\r\nwords'], integrity: 'sha512-AP8='},
  ];

  it('has a row for each, and each text once', () => {
    const lines = thirdParty(packages).split('\n');
    expect(lines).toContain('| [@a/b](https://b.example) | 1.0.0 | MIT |');
    expect(lines).toContain('| c | 2.0.0 | (MIT OR ISC) |');
    expect(lines.slice(lines.indexOf('## @a/b 1.0.0, c 2.0.0'))).toEqual([
      '## @a/b 1.0.0, c 2.0.0',
      '',
      '    Same',
      '',
      '    words',
      '',
    ]);
  });

  it('is a CycloneDX document, the same for the same packages', () => {
    const program = {name: 'istioctl', version: '0.1.0', license: 'Apache-2.0'};
    const bill = JSON.parse(billOfMaterials(program, packages));
    expect(bill).toMatchObject({bomFormat: 'CycloneDX', specVersion: '1.6', version: 1});
    expect(bill.components).toEqual([
      {
        type: 'library',
        'bom-ref': 'pkg:npm/%40a/b@1.0.0',
        name: '@a/b',
        version: '1.0.0',
        licenses: [{license: {id: 'MIT'}}],
        purl: 'pkg:npm/%40a/b@1.0.0',
        externalReferences: [{type: 'website', url: 'https://b.example'}],
      },
      {
        type: 'library',
        'bom-ref': 'pkg:npm/c@2.0.0',
        name: 'c',
        version: '2.0.0',
        hashes: [{alg: 'SHA-512', content: '00ff'}],
        licenses: [{expression: '(MIT OR ISC)'}],
        purl: 'pkg:npm/c@2.0.0',
      },
    ]);
    expect(bill.dependencies).toEqual([
      {ref: 'pkg:npm/istioctl@0.1.0', dependsOn: ['pkg:npm/%40a/b@1.0.0', 'pkg:npm/c@2.0.0']},
    ]);
  });
});
