/** `tribune.yaml`: what is fixed while the service runs, in sections that the rooms declare. */

export { configurationJsonSchema, configurationPage } from './configuration-page.js';
export {
  type ConfigurationSection,
  defineConfiguration,
  duration,
  path,
  secret,
  secretAddress,
} from './define-configuration.js';
export { printConfiguration } from './print-configuration.js';
export {
  type ConfigurationFile,
  type Override,
  readConfiguration,
  type ServiceConfiguration,
} from './read-configuration.js';
export { holdsPassword } from './references.js';
