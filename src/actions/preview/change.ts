// SPDX-License-Identifier: Apache-2.0
import type {Session} from '../../cli/session.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {ExitCode, usageMistake} from '../../errors.js';
import type {Terminal} from '../../io/terminal.js';
import {addCauses} from '../../preview/change/causes.js';
import {type CompareOptions, compareMeshes} from '../../preview/change/compare.js';
import {groupChanges} from '../../preview/change/groups.js';
import {changedObjects} from '../../preview/change/objects.js';
import {type Documents, readDocuments, type WrittenObject} from '../../preview/read/documents.js';
import {meshOf} from '../../preview/read/mesh.js';
import {refuseInvalid} from '../../preview/read/validity.js';
import type {Preview} from '../../preview/resources.js';
import {changeJson} from '../../writer/preview/change-json.js';
import {changeMarkdown} from '../../writer/preview/change-markdown.js';
import {changeText} from '../../writer/preview/change-text.js';
import type {ChangeReport} from '../../writer/preview/report.js';
import {dumpText} from './dump-text.js';
import {sayMissing} from './incomplete.js';
import {readCommittedInputs, readInputs} from './inputs.js';
import {type MeshObjects, type MeshRequest, readObjectsOf} from './mesh.js';

/** What `preview` is asked for. */
export interface ChangeRequest extends MeshRequest {
  /** Files and folders whose objects are added, or replace those of the same name. */
  changes: readonly string[];
  /** A commit: what the files of `config` were there is what they are compared with. */
  commit?: string | undefined;
  output: string;
}

const WRITERS = {text: changeText, json: changeJson, markdown: changeMarkdown} as const;

/**
 * Says what a change of objects does to every proxy of a mesh. Returns 0 where nothing changes, 1 where something does, 80
 * where part of the answer is missing.
 */
export async function previewChange(request: ChangeRequest, session: Session): Promise<ExitCode> {
  checkRequest(request);
  const {terminal} = session;
  const {before, after, unread} = await bothStates(request, terminal);
  const source = {...request, placeholders: true};
  const [old, renewed] = [
    meshOf(before.objects, source, before.unreadable),
    meshOf(after.objects, source, after.unreadable),
  ];
  await refuseInvalid(renewed, request.compat);
  const options = {
    compat: request.compat,
    dumpOf: (preview: Preview) => readConfigDump(dumpText(preview)),
    progress: progressOn(terminal),
  };
  const compared = await compareMeshes(old, renewed, options);
  const groups = groupChanges(compared.changed);
  const changed = changedObjects(before.objects, after.objects);
  const meshOfObjects = (objects: readonly WrittenObject[]) => meshOf(objects, source);
  await addCauses(groups, {objects: before.objects, changed, before: old, meshOf: meshOfObjects}, options);
  const report: ChangeReport = {...compared, unread, groups, objects: changed};
  session.print(WRITERS[isFormat(request.output) ? request.output : 'text'](report));
  const missing = sayMissing(report, terminal);
  if (missing !== undefined) return missing;
  return groups.length > 0 || compared.added.length > 0 || compared.removed.length > 0 ? ExitCode.Failed : ExitCode.Ok;
}

function isFormat(output: string): output is keyof typeof WRITERS {
  return Object.hasOwn(WRITERS, output);
}

function checkRequest({changes, config = [], commit}: ChangeRequest): void {
  if (changes.length === 0 && commit === undefined) {
    throw usageMistake('preview requires -f or --git', {
      hint: 'name the changed objects with -f, or the commit to compare with --git; `preview dump` prints one proxy',
    });
  }
  if (commit !== undefined && config.length === 0) {
    throw usageMistake('--git requires --config', {
      hint: 'name the files and folders to compare, for example --config k8s/',
    });
  }
  if ([...changes, ...config].filter((name) => name === '-').length > 1) {
    throw usageMistake('standard input can be read once', {hint: 'use - for -f or for --config, not for both'});
  }
  if (commit !== undefined && config.includes('-')) {
    throw usageMistake('--git compares files: standard input is in no commit');
  }
}

interface States {
  before: Documents;
  after: Documents;
  unread: readonly string[];
}

async function bothStates(request: ChangeRequest, terminal: Terminal): Promise<States> {
  const {config = [], commit, changes} = request;
  const now: MeshObjects = await readObjectsOf(request, terminal);
  const over = readDocuments(changes.length === 0 ? [] : await readInputs(changes, terminal));
  return {
    before: commit === undefined ? now : readDocuments(await readCommittedInputs(commit, config)),
    after: {
      objects: [...now.objects, ...over.objects],
      unreadable: [...now.unreadable, ...over.unreadable],
    },
    unread: now.unread,
  };
}

/** Says how far it has come, to people. */
function progressOn(terminal: Terminal): CompareOptions['progress'] {
  if (!terminal.interactive) return undefined;
  return (done, total) => terminal.err(`\r${done} of ${total} proxies${done === total ? '\r\u001B[K' : ''}`);
}
