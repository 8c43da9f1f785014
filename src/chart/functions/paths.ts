// SPDX-License-Identifier: Apache-2.0
import {type FunctionTable, text, unary} from './parameters.js';

function clean(path: string): string {
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isRooted) kept.push(part);
  }
  return (isRooted ? '/' : '') + kept.join('/') || '.';
}

function base(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function dir(path: string): string {
  return clean(path.slice(0, path.lastIndexOf('/') + 1));
}

function ext(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(dot);
}

const functions = {
  base: unary(text, base),
  dir: unary(text, dir),
  clean: unary(text, clean),
  ext: unary(text, ext),
  isAbs: unary(text, (path) => path.startsWith('/')),
};

/** Paths with slashes; the `os…` spellings are those of Linux everywhere, so that output does not depend on the machine. */
export const pathFunctions: FunctionTable = {
  ...functions,
  osBase: functions.base,
  osDir: functions.dir,
  osClean: functions.clean,
  osExt: functions.ext,
  osIsAbs: functions.isAbs,
};
