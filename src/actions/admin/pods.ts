// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';

/** Which pods are the control plane. */
export const istiodSelector = {
  selector: Flags.string({
    char: 'l',
    summary: 'Label selector of the control plane',
    default: 'app=istiod',
    helpValue: 'SELECTOR',
  }),
};
