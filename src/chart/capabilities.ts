// SPDX-License-Identifier: Apache-2.0
import {Struct} from '../template/compile/value.js';
import {defaultApiVersions} from './api-versions.js';
import {ChartError} from './error.js';
import {withJsonForm} from './functions/plain.js';

/** The version of Helm that the engine follows, for charts that ask. */
const HELM_VERSION = 'v3.21.0';

/**
 * `.Capabilities` for a cluster of that version, with or without a leading `v`; `apiVersions` come on top of those that
 * Helm assumes. Throws a ChartError if the version is none.
 */
export function capabilities(kubeVersion: string, apiVersions: readonly string[]): Struct {
  const [, major, minor = '0', patch = '0', suffix = ''] =
    /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+].*)?$/.exec(kubeVersion) ?? [];
  if (major === undefined) {
    throw new ChartError(`"${kubeVersion}" is no Kubernetes version; one looks like v1.33.0`, {unreadable: true});
  }
  const version = `v${major}.${minor}.${patch}${suffix}`;
  const fields = {Version: version, Major: major, Minor: minor};
  const all = [...defaultApiVersions, ...apiVersions];
  const known = new Set(all);
  return new Struct('*chartutil.Capabilities', {
    KubeVersion: withJsonForm(
      new Struct('chartutil.KubeVersion', fields, {String: () => version, GitVersion: () => version}),
      () => fields,
    ),
    APIVersions: new Struct(
      'chartutil.VersionSet',
      {},
      {Has: (name) => typeof name === 'string' && known.has(name)},
      all,
    ),
    HelmVersion: new Struct('version.BuildInfo', {
      Version: HELM_VERSION,
      GitCommit: '',
      GitTreeState: '',
      GoVersion: '',
    }),
  });
}
