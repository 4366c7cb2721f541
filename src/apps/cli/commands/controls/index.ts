import type { CommandEntry } from '../../frame/api.js';

/** Commands about law and standards, and what records say to them. */
export const controlCommands: readonly CommandEntry[] = [
  { name: 'controls', load: async () => (await import('./controls.js')).controlsCommand },
  { name: 'controls screen', load: async () => (await import('./controls-screen.js')).controlsScreenCommand },
  { name: 'controls record', load: async () => (await import('./controls-record.js')).controlsRecordCommand },
  {
    name: 'controls attributes',
    load: async () => (await import('./controls-attributes.js')).controlsAttributesCommand,
  },
  { name: 'controls tasks', load: async () => (await import('./controls-tasks.js')).controlsTasksCommand },
  {
    name: 'controls workshops',
    load: async () => (await import('./controls-workshops.js')).controlsWorkshopsCommand,
  },
  { name: 'vendors', load: async () => (await import('./vendors.js')).vendorsCommand },
  { name: 'checklist launch', load: async () => (await import('./checklist-launch.js')).checklistLaunchCommand },
];
