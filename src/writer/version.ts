// SPDX-License-Identifier: Apache-2.0
import type {BuildInfo} from '../version/client-version.js';

export interface VersionReport {
  clientVersion: BuildInfo;
}

/** What `istioctl version` prints (spec/proxy.md §6). */
export async function versionText(
  report: VersionReport,
  options: {format: string | undefined; short: boolean},
): Promise<string> {
  switch (options.format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'yaml': {
      const {emitYaml} = await import('../yaml/emit.js');
      return emitYaml(report);
    }
    default: {
      const {clientVersion: build} = report;
      return `client version: ${options.short ? build.version : goSyntax(build)}\n`;
    }
  }
}

function goSyntax(build: BuildInfo): string {
  const fields = {
    Version: build.version,
    GitRevision: build.revision,
    GolangVersion: build.golang_version,
    BuildStatus: build.status,
    GitTag: build.tag,
  };
  const text = Object.entries(fields).map(([name, value]) => `${name}:${JSON.stringify(value)}`);
  return `version.BuildInfo{${text.join(', ')}}`;
}
