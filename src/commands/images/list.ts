// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {renderInputs} from '../../actions/manifest/inputs.js';
import {output, renderFlags} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {imagesOf} from '../../images/images.js';
import {renderManifest} from '../../manifest/render.js';
import {validateInput} from '../../manifest/validation/validate-input.js';
import {RELEASE} from '../../version/client-version.js';
import {imageList} from '../../writer/images/list.js';
import {warningLines} from '../../writer/manifest/warnings.js';

export default class ImagesList extends IstioCommand {
  static override summary = 'List every image that an install would run, injected proxies included';
  static override examples = [
    {description: 'For the ambient profile', command: '<%= config.bin %> images list --set profile=ambient'},
    {
      description: 'To copy them into a private registry',
      command: '<%= config.bin %> images list -f iop.yaml -o skopeo',
    },
  ];
  static override flags = {
    ...renderFlags,
    hub: Flags.string({summary: 'As if the images came from this hub: short for --set hub=', helpValue: 'HUB'}),
    output: output(['plain', 'json', 'skopeo'], 'plain'),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(ImagesList);
    const inputs = await renderInputs(flags, this.terminal);
    const manifest = await renderManifest({
      ...inputs,
      set: [...inputs.set, ...(flags.hub ? [`hub=${flags.hub}`] : [])],
      release: RELEASE,
      validate: validateInput,
    });
    this.terminal.err(warningLines(manifest));
    this.print(imageList(imagesOf(manifest.objects), flags.output));
  }
}
