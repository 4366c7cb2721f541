import { migration as settingsApart } from './0001-settings-apart.js';

export const settingsMigrations = [settingsApart];
