// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {integer} from '../../../../cli/flags/global.js';
import {IstioCommand, spellings} from '../../../../cli/istio-command.js';
import {ExitCode, IstioctlError, usageMistake} from '../../../../errors.js';
import {workloadGroupObject} from '../../../../workload/workload-group.js';
import {emitYaml} from '../../../../yaml/emit.js';

export default class WorkloadGroupCreate extends IstioCommand {
  static override summary = 'Print a WorkloadGroup for workloads outside Kubernetes';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['workload'], ['group'], ['create']);
  static override examples = [
    {
      description: 'A group of database servers',
      command:
        '<%= config.bin %> x workload group create --name db --namespace shop --labels app=db,version=v1 --ports tcp-mysql=3306 --serviceAccount db',
    },
  ];
  static override flags = {
    annotations: pairs('a', 'Annotations of the workloads'),
    labels: pairs('l', 'Labels of the workloads'),
    locality: Flags.string({summary: 'Where they run, as region/zone/sub-zone', helpValue: 'LOCALITY'}),
    name: Flags.string({summary: 'Name of the group', helpValue: 'NAME'}),
    network: Flags.string({summary: 'Network they are on', helpValue: 'NAME'}),
    ports: pairs('p', 'Ports that they serve', 'NAME=PORT'),
    serviceAccount: Flags.string({
      char: 's',
      summary: 'Service account they run as',
      default: 'default',
      helpValue: 'NAME',
    }),
    weight: integer({char: 'w', summary: 'Share of the traffic relative to other endpoints'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(WorkloadGroupCreate);
    const {name, namespace, network, locality, weight, serviceAccount} = flags;
    if (!name) throw usageMistake('expecting a workload name', {hint: 'Give it with --name.'});
    if (!namespace) throw usageMistake('expecting a workload namespace', {hint: 'Give it with --namespace.'});
    if (weight !== undefined && (weight < 0 || weight > MAX_UINT32)) {
      throw new IstioctlError(`--weight ${weight}: must be between 0 and ${MAX_UINT32}`, {exitCode: ExitCode.Usage});
    }
    const labels = Object.fromEntries((flags.labels ?? []).map(pairOf));
    const annotations = Object.fromEntries((flags.annotations ?? []).map(pairOf));
    const ports = Object.fromEntries((flags.ports ?? []).map(portOf));
    const template = {ports, network, locality, weight, serviceAccount};
    this.print(emitYaml(workloadGroupObject({name, namespace, spec: {metadata: {labels, annotations}, template}})));
  }
}

const MAX_UINT32 = 4_294_967_295;

function pairs(char: 'a' | 'l' | 'p', summary: string, helpValue = 'KEY=VALUE') {
  return Flags.string({char, summary: `${summary}; may be repeated`, multiple: true, delimiter: ',', helpValue});
}

/** A key without a value has an empty one. */
function pairOf(text: string): [string, string] {
  const [key = '', ...rest] = text.split('=');
  return [key, rest.join('=')];
}

function portOf(text: string): [string, number] {
  const [name, number] = pairOf(text);
  if (/^\d+$/.test(number) && Number(number) >= 1 && Number(number) <= 65535) return [name, Number(number)];
  throw new IstioctlError(`--ports ${text}: ${JSON.stringify(number)} is no port`, {
    exitCode: ExitCode.Usage,
    hint: 'A port is written NAME=NUMBER, for example http=8080.',
  });
}
