// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../chart/functions/context.js';
import {groupsIn, load} from '../../chart/functions/lazy.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {getIn, getKey, isTree, type Tree, textIn} from '../../manifest/input/tree.js';
import {Struct} from '../../template/compile/value.js';
import {TemplateError} from '../../template/template-error.js';
import {TemplateSet} from '../../template/template-set.js';
import {YamlError} from '../../yaml/error.js';
import {parseYaml} from '../../yaml/parse.js';
import type {Pod} from '../pod/container.js';
import {ENABLE_NATIVE_SIDECARS, nativeSidecarRule} from '../pod/native-sidecars.js';
import {patchReader} from '../pod/patch-reader.js';
import type {Policy} from '../pod/required.js';
import {jsonValue} from '../typed/go-struct.js';
import {messageStruct} from '../typed/mesh-struct.js';
import {injectionFunctions} from './functions.js';
import {meshConfigOf} from './mesh-config.js';

/** A text and where it comes from, for messages. */
export interface NamedText {
  name: string;
  text: string;
}

/** What an installation gives to the injector. */
export interface InjectorSources {
  /** The injector's configuration: templates, policy, selectors. */
  config: NamedText;
  /** JSON of the values that templates see. */
  values: NamedText;
  mesh: NamedText;
  /** Empty for the default revision; where it is left out, the values name it. */
  revision?: string;
  /** Accepts what the Go istioctl accepts, and no more. */
  compat: boolean;
  /** What {@link ENABLE_NATIVE_SIDECARS} is for this program; where it is left out, the values may have it. */
  nativeSidecars?: string | undefined;
  /** The Nodes of the cluster that the sources are from. */
  nodes?: readonly Tree[] | undefined;
}

/** Everything that injecting a pod needs; templates are parsed when they are first asked for. */
export interface Injector {
  readonly values: Tree;
  readonly mesh: Tree;
  readonly revision: string;
  readonly policy: Policy;
  readonly defaultTemplates: readonly string[];
  readonly templateNames: readonly string[];
  readonly injectedAnnotations: Readonly<Record<string, string>>;
  /** Whether the proxy of a pod that has no annotation for it is a native sidecar. */
  usesNativeSidecar(pod: Pod): boolean;
  readonly compat: boolean;
  /** The parts of the template data that all pods share. */
  readonly data: {readonly values: ReturnType<typeof jsonValue>; readonly mesh: Struct; readonly proxyConfig: Struct};
  /** The templates that a name stands for. */
  expand(name: string): readonly string[];
  /** Undefined for a name that the configuration does not have. Throws an {@link IstioctlError} for a template that cannot be parsed. */
  template(name: string): InjectionTemplate | undefined;
}

interface InjectionTemplate {
  /** What the template adds to a pod. Throws a TemplateError, and a YamlError where it renders no YAML. */
  render(data: Struct): unknown;
}

/**
 * Reads what an installation gives to the injector.
 * @throws IstioctlError that names the source of what cannot be read
 */
export async function createInjector(sources: InjectorSources): Promise<Injector> {
  const config = readConfig(sources);
  const values = readValues(sources.values);
  const mesh = readMesh(sources.mesh);
  const texts = templateTexts(config);
  for (const group of new Set(Object.values(texts).flatMap(groupsIn))) await load(group);
  const aliases = getKey(config, 'aliases');
  return {
    values,
    mesh,
    revision: revisionOf(sources, values),
    policy: policyOf(config),
    defaultTemplates: textsOf(getKey(config, 'defaultTemplates') ?? ['sidecar']),
    templateNames: Object.keys(texts).sort(),
    injectedAnnotations: textEntries(getKey(config, 'injectedAnnotations')),
    usesNativeSidecar: nativeSidecarRule({setting: nativeSidecarSetting(sources, values), nodes: sources.nodes}),
    compat: sources.compat,
    data: sharedData(values, mesh),
    expand: (name) => (Array.isArray(getKey(aliases, name)) ? textsOf(getKey(aliases, name)) : [name]),
    template: templateCache(sources.config.name, texts),
  };
}

/** The reference takes the revision from the flag alone, whatever the values are of. */
function revisionOf({revision, compat}: InjectorSources, values: Tree): string {
  const named = revision ?? (compat ? '' : (textIn(values, ['revision']) ?? ''));
  return named === 'default' ? '' : named;
}

/** The Go istioctl does not look for it in the values, which have what the istiod of the installation is told. */
function nativeSidecarSetting({nativeSidecars, compat}: InjectorSources, values: Tree): string | undefined {
  const said = compat ? undefined : getIn(values, ['pilot', 'env', ENABLE_NATIVE_SIDECARS]);
  return nativeSidecars ?? (typeof said === 'boolean' || typeof said === 'string' ? String(said) : undefined);
}

function sharedData(values: Tree, mesh: Tree): Injector['data'] {
  const struct = messageStruct('MeshConfig', mesh);
  const proxyConfig = struct.fields['DefaultConfig'];
  if (!(proxyConfig instanceof Struct)) throw new Error('a mesh configuration has a default configuration of proxies');
  return {values: jsonValue(values), mesh: struct, proxyConfig};
}

/** The Go istioctl ends with 1 for all that it cannot read. */
const UNREADABLE = {exitCode: ExitCode.UnreadableInput, reference: {exitCode: ExitCode.Failed}} as const;

function readConfig({config, compat}: InjectorSources): Tree {
  // As the reference has it, a text that is no configuration is itself the template.
  const template = compat ? {templates: {sidecar: config.text}} : undefined;
  const read = parse(config, template);
  if (isTree(read) && isTree(getKey(read, 'templates'))) return read;
  if (template !== undefined) return template;
  const hint =
    'the key "config" of the ConfigMap istio-sidecar-injector (Istio 1.23 or later) has the templates under "templates"';
  throw new IstioctlError(`${config.name} is no injector configuration: it has no "templates"`, {hint, ...UNREADABLE});
}

function readValues(values: NamedText): Tree {
  const read = parse(values);
  if (isTree(read) && isTree(getKey(read, 'global'))) return read;
  const hint = 'the key "values" of the ConfigMap istio-sidecar-injector is wanted';
  throw new IstioctlError(`${values.name} holds no values for the injector: it has no "global"`, {hint, ...UNREADABLE});
}

function readMesh(mesh: NamedText): Tree {
  try {
    return meshConfigOf(mesh.text);
  } catch (error) {
    throw unreadable(mesh, error);
  }
}

function parse(source: NamedText, otherwise?: Tree): unknown {
  try {
    return parseYaml(source.text);
  } catch (error) {
    if (otherwise !== undefined) return otherwise;
    throw unreadable(source, error);
  }
}

function unreadable({name}: NamedText, error: unknown): IstioctlError {
  const place = error instanceof YamlError ? `:${error.line}:${error.column}` : '';
  return new IstioctlError(`${name}${place}: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
    ...UNREADABLE,
  });
}

function templateTexts(config: Tree): Readonly<Record<string, string>> {
  return textEntries(getKey(config, 'templates'));
}

function textEntries(map: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(isTree(map) ? Object.entries(map).map(([key, value]) => [key, String(value)]) : []);
}

function textsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map(String) : [];
}

function policyOf(config: Tree): Policy {
  const selectors = (key: string) => {
    const list = getKey(config, key);
    return Array.isArray(list) ? list.filter(isTree) : [];
  };
  return {
    enabled: textIn(config, ['policy']) !== 'disabled',
    neverInject: selectors('neverInjectSelector'),
    alwaysInject: selectors('alwaysInjectSelector'),
  };
}

const LIMITS = {steps: 5_000_000, outputBytes: 16 * 1024 * 1024, timeoutMs: 60_000};

function templateCache(source: string, texts: Readonly<Record<string, string>>): Injector['template'] {
  const context: Context = {lookup: () => ({}), now: noClock, missing: undefined};
  const functions = injectionFunctions(context);
  const parsed = new Map<string, InjectionTemplate>();
  return (name) => {
    const known = parsed.get(name);
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
    if (known !== undefined || text === undefined) return known;
    const set = new TemplateSet({functions, limits: LIMITS});
    try {
      set.parse(name, text);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new IstioctlError(`${source}: the template "${name}" cannot be parsed: ${error.message}`, {cause: error});
    }
    const read = patchReader();
    const template: InjectionTemplate = {render: (data) => read(set.execute(name, data))};
    parsed.set(name, template);
    return template;
  };
}

function noClock(): number {
  throw new Error('the time is not known here, so that the output does not depend on it');
}
