// SPDX-License-Identifier: Apache-2.0

import {analyze} from '../actions/analyze/analyze.js';
import {analyzeFlags} from '../cli/flags/analyze.js';
import {IstioCommand} from '../cli/istio-command.js';

export default class Analyze extends IstioCommand {
  static override summary = 'Find what is wrong with the configuration of a mesh';
  static override description =
    `Arguments are files and folders of resources; - is standard input. Messages at or above --failure-threshold end the
command with 79, required analyzers that could not run with 80, files that cannot be read with 65, and time that ran out
with 124, in every output format. Flags win over the settings file.`;
  static override task = 'analyze' as const;
  static override changes = ['watch', 'fix'];
  static override strict = false;
  static override examples = [
    {
      description: 'Files, taken for the whole cluster',
      command: '<%= config.bin %> analyze --use-kube=false --as-complete mesh/',
    },
    {
      description: 'Without one message about one resource',
      command: '<%= config.bin %> analyze --use-kube=false -S "IST0101=VirtualService default/reviews" mesh/',
    },
    {
      description: 'In CI: notes on the lines of a pull request, and a report for code scanning',
      command: '<%= config.bin %> analyze --use-kube=false -o github -o sarif=analyze.sarif mesh/',
    },
    {
      description: 'Repair what has exactly one right answer',
      command: '<%= config.bin %> analyze --use-kube=false --fix -y mesh/',
    },
    {description: 'What a message means and how to fix it', command: '<%= config.bin %> analyze --explain IST0101'},
  ];
  static override flags = analyzeFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Analyze);
    return analyze(this.session, argv.map(String), flags);
  }
}
