/** The configuration of `tribune.yaml`, which is fixed while the service runs. Its sections are declared by the rooms. */

export { configurationJsonSchema, configurationPage } from './configuration-page.js';
export {
  type ConfigurationSection,
  defineConfiguration,
  duration,
  path,
  secret,
  secretAddress,
  unprinted,
} from './define-configuration.js';
export { printConfiguration } from './print-configuration.js';
export {
  type ConfigurationFile,
  type Override,
  readConfiguration,
  type ServiceConfiguration,
} from './read-configuration.js';
export { holdsPassword } from './references.js';
