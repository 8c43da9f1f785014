// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import {IstioCommand} from '../cli/istio-command.js';
import {completionScript, SHELLS} from '../completion/scripts.js';
import {ExitCode, IstioctlError} from '../errors.js';
import {didYouMean} from '../suggest.js';

export default class Completion extends IstioCommand {
  static override summary = 'Print a script that completes commands, flags, profiles and --set paths in your shell';
  static override description = `Source it in the shell's start-up file:

  bash        source <(istioctl completion bash)
  zsh         source <(istioctl completion zsh)
  fish        istioctl completion fish | source
  powershell  istioctl completion powershell | Out-String | Invoke-Expression`;
  static override examples = ['<%= config.bin %> completion bash'];
  static override args = {shell: Args.string({description: SHELLS.join(', '), required: true})};

  async run(): Promise<void> {
    const {args} = await this.parse(Completion);
    const shell = SHELLS.find((name) => name === args.shell);
    if (!shell) {
      throw new IstioctlError(`unknown shell "${args.shell}"; there are ${SHELLS.join(', ')}`, {
        exitCode: ExitCode.Usage,
        ...hintFor(args.shell),
      });
    }
    this.print(completionScript(shell, 'istioctl'));
  }
}

function hintFor(shell: string): {hint?: string} {
  const hint = didYouMean(shell, SHELLS);
  return hint ? {hint} : {};
}
