/**
 * Values that an administrator may change while the service runs. Rooms declare them, rows store them, and changes are in force everywhere
 * at once.
 */

export { defineSetting, type Setting } from './define-setting.js';
export { settingsOf, type WantedSetting } from './document.js';
export { Settings } from './settings.js';
export { someText, textUpTo } from './text-schema.js';
export { type TakesTwo, takesTwo, twoPersons } from './two-persons.js';
