// SPDX-License-Identifier: Apache-2.0
import {injectFile} from '../../src/inject/injector/inject-file.js';
import {createInjector, type Injector, type InjectorSources} from '../../src/inject/injector/injector.js';
import {renderedSources} from '../../src/inject/injector/sources.js';
import {injectedYaml} from '../../src/writer/inject/documents.js';
import {render} from '../manifest/render.js';

/** What an installation with these settings gives to the injector. */
export async function sourcesOf(set: readonly string[] = [], compat = false): Promise<InjectorSources> {
  const {objects} = await render({set: [...set], only: 'Pilot'});
  return {...renderedSources(objects), compat};
}

export async function injectorOf(set: readonly string[] = [], compat = false): Promise<Injector> {
  return createInjector(await sourcesOf(set, compat));
}

/** An injector with one template of the test's own. */
export function smallInjector(template: string, sources: Partial<InjectorSources> = {}): Promise<Injector> {
  const templates = {sidecar: template};
  return createInjector({
    config: {name: 'config', text: JSON.stringify({policy: 'enabled', defaultTemplates: ['sidecar'], templates})},
    values: {name: 'values', text: '{"global": {}, "sidecarInjectorWebhook": {"rewriteAppHTTPProbe": true}}'},
    mesh: {name: 'mesh', text: ''},
    compat: false,
    ...sources,
  });
}

/** A file after injection, as the command prints it. */
export function injected(injector: Injector, text: string, name = 'app.yaml'): string {
  return injectedYaml(injectFile(injector, {name, text}));
}
