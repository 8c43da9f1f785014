// SPDX-License-Identifier: Apache-2.0

export {githubReport} from './github.js';
export {gitlabReport} from './gitlab.js';
export {junitReport} from './junit.js';
export {reportDocument} from './report-document.js';
export {sarifReport} from './sarif.js';
