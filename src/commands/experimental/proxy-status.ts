// SPDX-License-Identifier: Apache-2.0
import {spellings} from '../../cli/istio-command.js';
import ProxyStatusCommand from '../proxy-status.js';

export default class ExperimentalProxyStatus extends ProxyStatusCommand {
  static override aliases = spellings(['experimental', 'x', 'exp'], ['proxy-status', 'ps']);
}
