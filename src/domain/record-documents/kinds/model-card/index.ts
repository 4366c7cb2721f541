import type { MachineForm } from '../base/index.js';
import { printCycloneDx } from './cyclonedx.js';
import { printHuggingFace } from './hugging-face.js';
import { printInToto } from './in-toto.js';
import { printOpenLineage } from './open-lineage.js';
import { printSpdx } from './spdx.js';

const json = { type: 'application/json; charset=utf-8', ending: 'json' } as const;

/** The machine formats of a model card. */
export const modelCardForms: Readonly<Record<string, MachineForm>> = {
  cyclonedx: { ...json, ending: 'cdx.json', print: (document, records) => printCycloneDx(document, records, '1.6') },
  'cyclonedx-1.7': {
    ...json,
    ending: 'cdx.json',
    print: (document, records) => printCycloneDx(document, records, '1.7'),
  },
  huggingface: { type: 'text/markdown; charset=utf-8', ending: 'md', print: printHuggingFace },
  'in-toto': { ...json, ending: 'intoto.json', print: printInToto },
  openlineage: { type: 'application/x-ndjson', ending: 'ndjson', print: printOpenLineage },
  spdx: { ...json, ending: 'spdx3.json', print: printSpdx },
};
