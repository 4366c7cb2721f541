export { settingChanged, settingsEvents } from './setting-events.js';
