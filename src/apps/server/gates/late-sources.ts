import type { GateMoment, SeenControls, SeenDocuments } from '../../../domain/gates/kinds/index.js';
import { activeAt } from '../../../domain/registry/index.js';
import type { RoomContext } from '../../rooms/define/index.js';
import { factsOf, groundOf } from '../controls/facts.js';
import { packsIn } from '../controls/packs-in.js';
import { documentsOf } from '../record-documents/documents-of.js';
import type { LateSources } from './sources.js';

/** Reads whole records of systems for gates: what controls and documents stand on. */
export function lateSources(context: RoomContext): LateSources {
  const { registry, settings, nowMs } = context;
  const desk = documentsOf(context);
  return {
    controls() {
      let ground: ReturnType<typeof groundOf> | null = null;
      return async ({ deployment, subject, nowMs: atMs }: GateMoment): Promise<SeenControls> => {
        const packs = packsIn(settings);
        ground ??= groundOf(context, nowMs());
        const { deployments, models } = (await ground).snapshot;
        const model = deployments.find(({ id }) => id === deployment)?.model;
        const system = models.find(({ id }) => id === model)?.system;
        if (system === undefined) return { facts: null, packs };
        const facts = await factsOf(context, await ground, { system, atMs, as: { deployment, subject } });
        // A gate is about its own deployment: what another one of the system lacks closes the gate of that one.
        return { facts: { ...facts, deployments: facts.deployments.filter(({ id }) => id === deployment) }, packs };
      };
    },
    documents() {
      const known = new Map<string, Promise<SeenDocuments>>();
      return async (kinds, { deployment: id, subject }: GateMoment): Promise<SeenDocuments> => {
        const deployment = (await registry.snapshot()).deployments.find((one) => one.id === id);
        const isServed = deployment !== undefined && activeAt(deployment, nowMs())?.version === subject.version;
        const about = isServed ? id : `${deployment?.model ?? ''}@${subject.version}`;
        const key = JSON.stringify([about, kinds]);
        // Documents are those of now, whichever day is asked about.
        const found = known.get(key) ?? desk.standing(about, kinds);
        known.set(key, found);
        return found;
      };
    },
  };
}
