// SPDX-License-Identifier: Apache-2.0

/** The Istio release whose behaviour, charts and images this build carries. */
export const ISTIO_VERSION = '1.30.3';

/** Where images come from, whatever a profile says (spec/install.md §2.2). */
export const RELEASE = {hub: 'registry.istio.io/release', tag: ISTIO_VERSION};

/** The build of this program, with the field names that scripts read from `version -o json`. */
export interface BuildInfo {
  version: string;
  revision: string;
  golang_version: string;
  status: string;
  tag: string;
}

/** There is no Go in this program: the field stays for scripts and is empty. */
export function clientVersion(revision: string): BuildInfo {
  return {version: ISTIO_VERSION, revision, golang_version: '', status: 'Clean', tag: ISTIO_VERSION};
}
