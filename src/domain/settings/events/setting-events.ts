import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

export const settingChanged = defineEvent(
  'setting.changed',
  { name: z.string(), value: z.unknown(), by: z.string() },
  'A setting has another value.',
);

/** Events about settings. */
export const settingsEvents = [settingChanged] as const;
