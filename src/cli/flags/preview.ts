// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';

/** `--config`, of commands that show what istiod would send in place of what a proxy has. */
export const previewFlags = {
  config: Flags.string({
    summary: 'Show what istiod would send to the proxy in a mesh of these files and folders; - is standard input',
    multiple: true,
    helpValue: 'FILE',
  }),
};

/** The values of {@link previewFlags}. */
export interface PreviewFlagValues {
  config?: string[] | undefined;
}
