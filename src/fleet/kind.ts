// SPDX-License-Identifier: Apache-2.0
import type {JsonText} from '../envoy/dump/json-text.js';
import type {AdminPage} from './source.js';

/** What a row holds, by column. */
export type Cells = Readonly<Record<string, string | number | boolean>>;

export interface Row {
  cells: Cells;
  /** Hosts of services that the row is about. */
  hosts: readonly string[];
}

export interface Column {
  /** What it is called in JSON, CSV and conditions. */
  key: string;
  /** Its heading in tables. */
  title: string;
  /** Shown by `-o wide` only, and in what programs read. */
  wide?: boolean;
}

/** One sort of configuration that many proxies can be asked for. */
export interface FleetKind<Filter> {
  /** `kind` of the JSON document. */
  listKind: string;
  columns: readonly Column[];
  /** The pages to ask for, when these columns are wanted. */
  pages(keys: ReadonlySet<string>): AdminPage[];
  /** The rows of one proxy that pass the filter; answers by the part they belong to. */
  rows(answers: Answers, filter: Filter): Row[];
}

/** What a proxy answered. */
export type Answers = Partial<Record<AdminPage['part'], JsonText>>;

/** The host in a cluster's name; empty for names without. */
export function hostOfCluster(name: string): string {
  const pieces = name.split('|');
  return pieces.length === 4 ? (pieces[3] ?? '') : '';
}

/** A page of the config dump, only some of its fields. */
export function dumpPage(...fields: string[]): AdminPage {
  return {path: `config_dump?mask=${fields.join(',')}`, part: 'config_dump'};
}
