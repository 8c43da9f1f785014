// SPDX-License-Identifier: Apache-2.0

/**
 * Returns a validator of a dialect of JSON Schema, by the address in `$schema`; draft 4 and 6 are read as draft 7. Formats are
 * not checked. The packages are CommonJS: in the bundle all that they export is below `default`.
 */
export async function validatorFor(dialect: string) {
  const options = {allErrors: true, strict: false, validateFormats: false, logger: false} as const;
  if (dialect.includes('2020-12')) return new (await import('ajv/dist/2020.js')).default.Ajv2020(options);
  if (dialect.includes('2019-09')) return new (await import('ajv/dist/2019.js')).default.Ajv2019(options);
  return new (await import('ajv')).default.Ajv(options);
}
