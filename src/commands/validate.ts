// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {multiError} from '../analysis/schema/problem.js';
import {isCompatible} from '../cli/compat.js';
import {IstioCommand} from '../cli/istio-command.js';
import {ExitCode, IstioctlError, usageMistake} from '../errors.js';
import {findValidatedFiles, readResourceFile} from '../io/resource-files.js';
import {type FileValidation, validateFile} from '../validate/validate-file.js';
import {fileVerdict, fileWarnings} from '../writer/analysis/validation.js';

export default class Validate extends IstioCommand {
  static override summary = 'Hold resources to the rules of their kinds, without a cluster';
  static override description =
    `Says for each file whether the Istio resources, Services and IstioOperators in it are valid. What is said goes to
standard error; errors end the command with 1.`;
  static override task = 'analyze' as const;
  static override aliases = ['v'];
  static override strict = false;
  static override examples = [
    {description: 'A file', command: '<%= config.bin %> validate -f reviews.yaml'},
    {description: 'Everything in a folder', command: '<%= config.bin %> validate -f mesh/'},
  ];
  static override flags = {
    filename: Flags.string({
      char: 'f',
      summary: 'File or folder of resources; - is standard input; may be repeated',
      multiple: true,
      delimiter: ',',
      helpValue: 'FILE',
    }),
    referential: Flags.boolean({char: 'x', hidden: true, default: true}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Validate);
    const [extra] = argv.map(String);
    if (extra !== undefined) {
      throw new IstioctlError(`unknown command "${extra}" for "istioctl validate"`, {exitCode: ExitCode.Usage});
    }
    const names = flags.filename ?? [];
    if (names.length === 0) throw nothingNamed();
    const {files, missing} = findValidatedFiles(names);
    const errors = missing.map(({name, problem}) => `cannot stat file "${name}": ${problem}`);
    const validations: [string, FileValidation][] = [];
    for (const name of files) {
      const text = name === '-' ? await this.terminal.readStdin() : readResourceFile(name);
      const compat = isCompatible(flags.compat);
      const request = {istioNamespace: flags.istioNamespace, defaultNamespace: 'default', compat};
      validations.push([name, await validateFile(name, text, request)]);
    }
    for (const [, {remarks}] of validations) for (const remark of remarks) this.say(remark);
    errors.push(...validations.flatMap(([, validation]) => validation.errors));
    for (const [name, validation] of validations) {
      this.terminal.err(errors.length > 0 ? fileWarnings(name, validation.warnings) : fileVerdict(name, validation));
    }
    if (errors.length === 0) return;
    const unread = missing.length > 0 || validations.some(([, validation]) => validation.unread);
    const exitCode = unread && !isCompatible(flags.compat) ? ExitCode.UnreadableInput : ExitCode.Failed;
    throw new IstioctlError(multiError(errors), {exitCode});
  }
}

function nothingNamed(): IstioctlError {
  const examples = ["   '-f rsrc.yaml'", "   '--filename=rsrc.json'"].join('\n');
  return usageMistake(
    `error: you must specify resources by --filename.\nExample resource specifications include:\n${examples}`,
  );
}
