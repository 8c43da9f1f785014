// SPDX-License-Identifier: Apache-2.0
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {shapingKind} from '../../describe/shaping/kinds.js';
import type {ObjectName} from '../../describe/shaping/object-kind.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {existingResource, parseResource} from './named-resource.js';
import type {meshShapingFlags} from './shaping-objects.js';
import {showObjects} from './shaping-objects.js';

export type DescribeProxiesFlags = GlobalFlagValues & FlagValues<typeof meshShapingFlags>;

/** Lists the proxies that an object reaches. */
export async function describeProxies(
  session: Session,
  argv: readonly string[],
  flags: DescribeProxiesFlags,
): Promise<void> {
  const [target, ...more] = argv.map(String);
  if (target === undefined || more.length > 0) {
    throw new IstioctlError('describe proxies requires one KIND/NAME', {
      exitCode: ExitCode.Usage,
      hint: 'for example: describe proxies vs/cart.shop',
    });
  }
  const given = parseResource(target, flags.namespace ?? '');
  const {apiVersion, kind, plural, leavesName} = shapingKind(given.type);
  if (flags.file !== undefined && !leavesName) {
    throw new IstioctlError(`a dump does not tell of any ${kind}`, {
      exitCode: ExitCode.NotChecked,
      hint: 'Without -f the cluster is asked whose labels it takes.',
    });
  }
  const onlyIn = async (cluster: ConnectedCluster | undefined): Promise<ObjectName> => {
    const namespace = given.namespace || (cluster?.origin.namespace ?? 'default');
    if (cluster) await existingResource(cluster, {...given, namespace, type: `${plural}.${groupOf(apiVersion)}`});
    return {kind, name: given.name, namespace};
  };
  const reached = await showObjects(session, [], {...flags, 'all-namespaces': true}, onlyIn);
  if (reached === 0) throw new IstioctlError(`${target} reaches none of the proxies that were asked`);
}

function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, apiVersion.indexOf('/'));
}
