// SPDX-License-Identifier: Apache-2.0

/** Name of the settings that are looked for. */
export const SETTINGS_FILE = '.istioctl-analyze.yaml';
