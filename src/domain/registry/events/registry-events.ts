import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';
import type { LogEvent } from '../../log/ports/index.js';
import type { RegistryChange } from '../types.js';

const change = z.strictObject({ name: z.string(), from: z.unknown(), to: z.unknown() });
/** Older programs stored events without fields, and without the model of a version. */
const told = { id: z.string(), fields: z.array(change).readonly().optional(), by: z.string() };
const ofVersion = { ...told, model: z.string().optional() };

const DECLARED = {
  'system.created': defineEvent('system.created', told, 'A system was registered.'),
  'system.changed': defineEvent(
    'system.changed',
    told,
    'The description, the owner or the deputy of a system is another.',
  ),
  'model.created': defineEvent('model.created', told, 'A model was registered.'),
  'model.changed': defineEvent('model.changed', told, 'The description of a model is another.'),
  'version.registered': defineEvent('version.registered', ofVersion, 'A version was registered by its digest.'),
  'version.changed': defineEvent(
    'version.changed',
    ofVersion,
    'The label of a version is another, or who built it, or with what its decisions are explained.',
  ),
  'deployment.activated': defineEvent(
    'deployment.activated',
    told,
    'A deployment serves another version, cutoff or policy from a moment on.',
  ),
} as const;

/** Events of changes of the registry, with every field that changed. */
export const registryEvents = Object.values(DECLARED);

/** The event that records a change. */
export const registryEvent = (change: RegistryChange, by: string): LogEvent => {
  const { type, ...rest } = change;
  return DECLARED[type].read({ ...rest, by });
};
