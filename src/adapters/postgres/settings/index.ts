import type { SettingStore } from '../../../domain/settings/ports.js';
import { defineStoreRoom } from '../tables/index.js';
import { settingsMigrations } from './migrations/index.js';
import { PostgresSettingStore } from './setting-store.js';

/** Tables of the settings that administrators changed while the service ran. */
export const settingTables = defineStoreRoom({
  room: 'settings',
  migrations: settingsMigrations,
  open: ({ sql, notices }): { readonly settings: SettingStore } => ({
    settings: new PostgresSettingStore(sql, notices),
  }),
});
