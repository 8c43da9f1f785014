// SPDX-License-Identifier: Apache-2.0
import {translateDocument} from './chart-values.js';
import {type ComponentInstance, type ComponentName, enabledInstances} from './component.js';
import type {Finding} from './input/finding.js';
import type {ManifestInput} from './input/input-source.js';
import {DEFAULT_KUBE_VERSION, renderInstance} from './input/instance.js';
import {InvalidInput} from './input/invalid-input.js';
import {mergeRequest, type Release, type Request, readRequest} from './input/merge-input.js';
import type {Tree} from './input/tree.js';
import type {ManifestObject} from './objects/object.js';
import {postProcess} from './overlay/post-process.js';
import type {PackageSource} from './package-source.js';

/** Judges the merged input; see `validation/`. */
export type Validator = (input: ManifestInput, options: {compat: boolean}) => Finding[];

export interface RenderRequest extends Request {
  /** The package at that path, or the built-in one. */
  openPackage(path: string | undefined): PackageSource | Promise<PackageSource>;
  /** Hub and tag this program was built for; profiles give way to them. */
  release: Release | undefined;
  validate: Validator;
  /** Judges what was rendered; see `validation/rendered`. Under `compat` all it finds are warnings. */
  validateObjects?: (objects: readonly ManifestObject[]) => Finding[];
  /** Errors of validation become warnings. */
  force: boolean;
  /** Git version of the server, `v1.32.0` where none is asked. */
  kubeVersion?: string;
  /** Only this component is rendered; all where none is named. */
  only?: ComponentName;
}

/** What an instance of a component came to. */
export interface RenderedComponent {
  instance: ComponentInstance;
  /** In the order of the chart's files, which is the order of applying. */
  objects: ManifestObject[];
}

export interface RenderedManifest {
  input: ManifestInput;
  /** The IstioOperator document with chart values filled in. */
  document: Tree;
  source: PackageSource;
  components: RenderedComponent[];
  /** All objects, component by component. */
  objects: ManifestObject[];
  findings: Finding[];
  /** What charts and overlays have to say, and nothing of the findings. */
  warnings: string[];
}

/**
 * Reads and merges what was asked for, validates it, and renders every component that it switches on
 * (`docs/architecture.md`). Nothing is rendered if validation finds errors: throws {@link InvalidInput}, unless forced.
 * @throws IstioctlError for input that cannot be read or merged, and for charts that fail
 */
export async function renderManifest(request: RenderRequest): Promise<RenderedManifest> {
  const {input, source} = await mergedInput(request);
  const findings = request.validate(input, {compat: request.compat});
  refuseErrors(findings, request);
  const rendered = await renderInput(input, source, request);
  const found = request.validateObjects?.(rendered.objects) ?? [];
  if (!request.compat) refuseErrors(found, request);
  const lasting = request.compat ? found.map((finding): Finding => ({...finding, severity: 'warning'})) : found;
  return {...rendered, findings: [...findings, ...lasting]};
}

function refuseErrors(findings: readonly Finding[], {force}: Pick<RenderRequest, 'force'>): void {
  if (!force && findings.some(({severity}) => severity === 'error')) throw new InvalidInput(findings);
}

/** The merged input alone: for `profile dump`, completion and `manifest validate`. */
export async function mergedInput(
  request: Request & Pick<RenderRequest, 'openPackage' | 'release'>,
): Promise<{input: ManifestInput; source: PackageSource}> {
  const read = readRequest(request);
  const source = await request.openPackage(read.packagePath);
  return {input: mergeRequest(read, source, request.release), source};
}

type RenderOptions = Pick<RenderRequest, 'compat' | 'kubeVersion' | 'only'> & {plain?: boolean};

/** Renders merged input as it is; `plain` leaves out what `k8s` settings would change in the objects. */
export async function renderInput(
  input: ManifestInput,
  source: PackageSource,
  {compat, kubeVersion, plain = false, only}: RenderOptions,
): Promise<Omit<RenderedManifest, 'findings'>> {
  const document = translateDocument(input, {compat});
  const components: RenderedComponent[] = [];
  const warnings: string[] = [];
  for (const instance of enabledInstances(document)) {
    if (only !== undefined && instance.component.name !== only) continue;
    const options = {document, compat, plain, source};
    const rendered = await renderInstance(instance, {...options, kubeVersion: kubeVersion ?? DEFAULT_KUBE_VERSION});
    const {objects, problems} = postProcess(rendered.documents, instance, options);
    warnings.push(...rendered.warnings, ...problems);
    components.push({instance, objects});
  }
  return {input, document, source, components, objects: components.flatMap(({objects}) => objects), warnings};
}
