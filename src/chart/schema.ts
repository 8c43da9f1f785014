// SPDX-License-Identifier: Apache-2.0
import {validatorFor} from '../json-schema.js';
import {getKey, isMap, type ValueMap} from '../template/compile/value.js';
import type {PlacedChart} from './dependencies.js';
import {ChartError} from './error.js';
import {parseJson} from './functions/text/json.js';

/** Checks the values of the chart and its subcharts against their schemas; throws a ChartError with all mistakes. */
export async function checkSchemas(placed: PlacedChart, values: ValueMap): Promise<void> {
  const mistakes = await mistakesOf(placed, values);
  if (mistakes.length === 0) return;
  throw new ChartError(`the values do not fit the chart's schema:\n${mistakes.join('\n')}`, {
    helmText: `values don't meet the specifications of the schema(s) in the following chart(s):\n${mistakes.join('\n')}`,
  });
}

async function mistakesOf(placed: PlacedChart, values: ValueMap): Promise<string[]> {
  const {schema, origin} = placed.chart;
  const own = schema === undefined ? [] : await validate(schema, values, `${origin}/values.schema.json`);
  const mistakes = own.map((mistake) => `- ${placed.name}: ${mistake}`);
  for (const subchart of placed.dependencies) {
    const inner = getKey(values, subchart.name);
    mistakes.push(...(await mistakesOf(subchart, isMap(inner) ? inner : {})));
  }
  return mistakes;
}

async function validate(text: string, values: ValueMap, file: string): Promise<string[]> {
  let schema: unknown;
  try {
    schema = parseJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChartError(`${file}: ${reason}`, {cause: error, unreadable: true});
  }
  if (typeof schema === 'boolean') return schema ? [] : ['the schema refuses all values'];
  if (typeof schema !== 'object' || schema === null) throw new ChartError(`${file}: a schema was expected`);
  const ajv = await validatorFor('$schema' in schema ? String(schema.$schema) : '');
  let check: ReturnType<typeof ajv.compile>;
  try {
    check = ajv.compile({...schema, $schema: undefined});
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChartError(`${file}: ${reason}`, {cause: error, unreadable: true});
  }
  if (check(values)) return [];
  return (check.errors ?? []).map(({instancePath, message = 'is wrong', params}) => {
    const detail = 'additionalProperty' in params ? ` ("${params['additionalProperty']}")` : '';
    return `${instancePath === '' ? 'the values' : instancePath} ${message}${detail}`;
  });
}
