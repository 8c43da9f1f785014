// SPDX-License-Identifier: Apache-2.0
import {join} from 'node:path';
import * as Flags from '@oclif/core/flags';
import {meshResources} from '../../actions/migrate/resources.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {isThere, writeFolder} from '../../io/files.js';
import {auditAmbient, type NamespaceAudit} from '../../migrate/audit.js';
import {ambientDocument, ambientFiles, ambientReport} from '../../writer/migrate/ambient.js';

/** Stands in steps for the folder that was not written. */
const SOMEWHERE = 'DIR';

export default class MigrateAmbient extends IstioCommand {
  static override summary = 'Say what stands between namespaces with sidecars and ambient mode, and what to do';
  static override description =
    `Nothing is changed. Each namespace with sidecars is READY, NEEDS WAYPOINT (for what only an Envoy can do), or BLOCKED by
what ambient mode has no place for. Each step says what takes it back; --write puts the objects that they need into files.

Clients that still have a sidecar go past waypoints: move the namespaces of clients before those whose waypoint enforces
policies.

Ends with 79 when a namespace is blocked, 80 when not all could be read.`;
  static override task = 'install' as const;
  static override examples = [
    {
      description: 'Files, taken for the whole cluster, and files for the way',
      command: '<%= config.bin %> migrate ambient -A --config cluster.yaml --write ambient',
    },
    {description: 'A namespace of the cluster', command: '<%= config.bin %> migrate ambient -n shop'},
  ];
  static override flags = {
    'all-namespaces': Flags.boolean({char: 'A', summary: 'Look at all namespaces'}),
    config: Flags.string({
      summary: 'File or folder with the objects of the cluster, in its place; may be repeated',
      multiple: true,
      helpValue: 'PATH',
    }),
    output: output(['text', 'json'], 'text'),
    write: Flags.string({summary: 'New folder for the objects that are needed, and the steps', helpValue: 'DIR'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(MigrateAmbient);
    const {write} = flags;
    if (write !== undefined && isThere(write)) {
      throw new IstioctlError(`${write} is there already`, {hint: 'name a new folder, so that nothing in it is lost'});
    }
    const {resources, namespace, problems} = await meshResources(flags.config, flags, this.terminal);
    const only = flags['all-namespaces'] ? undefined : namespace;
    const audits = auditAmbient(resources, only, write ?? SOMEWHERE);
    if (audits.length === 0) {
      throw new IstioctlError(`no namespace with sidecars${only === undefined ? '' : `: ${only} is not in the mesh`}`, {
        hint:
          only === undefined
            ? 'namespaces of the mesh are labelled istio-injection or istio.io/rev'
            : '-A looks at all namespaces',
      });
    }
    if (write !== undefined) await this.writeFiles(write, audits);
    this.print(flags.output === 'json' ? ambientDocument(audits) : ambientReport(audits, this.terminal));
    for (const problem of problems) this.say(`Warning: ${problem}`);
    if (problems.length > 0) throw new IstioctlError('not all could be read', {exitCode: ExitCode.NotChecked});
    if (audits.some(({readiness}) => readiness === 'BLOCKED'))
      throw new IstioctlError('', {exitCode: ExitCode.Findings});
  }

  private async writeFiles(folder: string, audits: readonly NamespaceAudit[]): Promise<void> {
    const written = audits.map((audit) => ({...audit, made: ambientFiles(audit)})).filter(({made}) => made.length > 0);
    for (const {namespace, made} of written) await writeFolder(join(folder, namespace), made);
    this.say(written.length === 0 ? 'There is nothing to write.' : `The files are in ${folder}.`);
  }
}
