import { ownPacksSetting } from '../../../domain/control-records/index.js';
import { type ControlPack, DATED_PACKS } from '../../../domain/controls/index.js';
import type { Settings } from '../../../domain/settings/index.js';

/** Every pack of controls: those of the product, and those of the institution. */
export const packsIn = (settings: Pick<Settings, 'read'>): readonly ControlPack[] => [
  ...DATED_PACKS,
  ...settings.read(ownPacksSetting).packs,
];
