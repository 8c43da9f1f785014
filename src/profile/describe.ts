// SPDX-License-Identifier: Apache-2.0
import {enabledInstances} from '../manifest/component.js';
import {profileDocument} from '../manifest/input/profile.js';
import type {PackageSource} from '../manifest/package-source.js';

export interface ProfileDescription {
  name: string;
  /** What it is for: the comment at the head of its file. */
  purpose: string;
  /** Names of the components it turns on, in install order. */
  components: string[];
}

/** Every profile of the package, by name. */
export function describeProfiles(source: PackageSource): ProfileDescription[] {
  return source.profiles().map((name) => {
    const instances = enabledInstances(profileDocument(source, name));
    return {
      name,
      purpose: leadingComment(source.profile(name) ?? ''),
      components: [...new Set(instances.map(({component}) => component.name))],
    };
  });
}

function leadingComment(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines
    .slice(0, Math.max(end, 0))
    .map((line) => line.replace(/^#+\s*/, ''))
    .join(' ');
}
