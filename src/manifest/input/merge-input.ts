// SPDX-License-Identifier: Apache-2.0
import {usageMistake} from '../../errors.js';
import {type PackageSource} from '../package-source.js';
import type {FileSource, InputSource, ManifestInput, SetSource} from './input-source.js';
import {type InputFile, readOperatorFile} from './operator-file.js';
import {DEFAULT_PROFILE, profileSources} from './profile.js';
import {applySet, parseSetArgument, type SetArgument} from './set-argument.js';
import {cloneTree, getIn, getKey, isTree, mergeTrees, type Tree, textIn, withIn} from './tree.js';

/** What was asked for, before anything is merged. */
export interface Request {
  files: readonly InputFile[];
  /** `--set` arguments in order; `--revision` and `--manifests` are two more at their end. */
  set: readonly string[];
  /** Accept what the reference accepts. */
  compat: boolean;
  /** From the cluster, see `detectedSettings`. */
  detected?: Tree;
}

/** What was asked for, read; the package to take profiles and charts from is not yet chosen. */
export interface ReadRequest {
  files: FileSource[];
  sets: SetArgument[];
  detected: Tree;
  profile: string;
  /** Folder or archive to use in place of the built-in package. */
  packagePath: string | undefined;
}

/** Images come from here, whatever the profile says (spec §2.2). */
export interface Release {
  hub: string;
  tag: string;
}

/** Reads files and `--set` arguments and finds out which profile and package they ask for. */
export function readRequest({files, set, compat, detected}: Request): ReadRequest {
  const stdin = files.findIndex(({name}) => name === '-');
  if (stdin >= 0 && stdin < files.length - 1) throw usageMistake('stdin is only allowed as the last filename');
  const sources = files.map(readOperatorFile);
  const sets = set.map((argument) => parseSetArgument(argument, compat));
  const documents = sources.map(({document}) => document);
  return {
    files: sources,
    sets,
    detected: detected ?? {},
    profile: lastText(documents, sets, 'profile') || DEFAULT_PROFILE,
    packagePath: lastText(documents, sets, 'installPackagePath') || undefined,
  };
}

/** The last text given for a field of spec. */
function lastText(documents: Tree[], sets: SetArgument[], field: string): string | undefined {
  let text: string | undefined;
  for (const document of documents) text = textIn(document, ['spec', field]) ?? text;
  for (const {steps, value} of sets) {
    const [, step] = steps;
    if (steps.length === 2 && step !== undefined && 'key' in step && step.key === field) text = String(value);
  }
  return text;
}

/**
 * Merges everything in order of precedence (spec §2.2): default profile < profile < detected < release < files in
 * order < `--set` in order. Throws an {@link IstioctlError} for an unknown profile and for paths that lead nowhere.
 */
export function mergeRequest(request: ReadRequest, source: PackageSource, release: Release | undefined): ManifestInput {
  const layers: Exclude<InputSource, SetSource>[] = [
    ...profileSources(source, request.profile),
    {kind: 'detected', document: request.detected},
    {kind: 'detected', document: release === undefined ? {} : {spec: {...release}}},
    ...request.files,
  ];
  const documents = layers.map(({document}) => withoutNullSpec(document));
  const merged = cloneTree(documents.reduce<Tree>(mergeTrees, {spec: {}}));
  const sets = request.sets.map((set): SetSource => {
    const path = applySet(merged, set);
    return {kind: 'set', argument: set.argument, path, value: set.value};
  });
  return {
    sources: [...layers, ...sets],
    profile: request.profile,
    merged,
    userValues: userValues(request.files, sets, merged),
  };
}

/** `spec:` without anything below counts as absent. */
function withoutNullSpec(document: Tree): Tree {
  if (getKey(document, 'spec') !== null) return document;
  const {spec: _, ...rest} = document;
  return rest;
}

/**
 * What files and `--set` say below `spec.values`; a list with an element set is the whole merged list. Null where the
 * last word of the files is `values:` with nothing below.
 */
function userValues(files: FileSource[], sets: SetSource[], merged: Tree): Tree | null {
  let values: Tree | null = {};
  for (const {document} of files) {
    const given = getIn(document, ['spec', 'values']);
    if (given === null) values = null;
    else if (isTree(given)) values = mergeTrees(values ?? {}, given);
  }
  for (const {path} of sets) {
    if (path[0] !== 'spec' || path[1] !== 'values') continue;
    if (path.length === 2) {
      const whole = getIn(merged, path);
      values = isTree(whole) ? whole : values;
      continue;
    }
    const keys: string[] = [];
    for (const key of path.slice(2)) {
      if (typeof key === 'number') break;
      keys.push(key);
    }
    values = withIn(values ?? {}, keys, getIn(merged, ['spec', 'values', ...keys]));
  }
  return values;
}
