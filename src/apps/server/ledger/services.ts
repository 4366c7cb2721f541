import { ledgerPublic } from '../../../domain/identity/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';

/** Gives the logs, and keeps them informed whether the ledger is public: a public one publishes its checkpoints at fixed times. */
export function ledgerServices({ decisions: { log }, settings }: ServiceContext): MadeServices<'log'> {
  const unfollow = settings.onChange(ledgerPublic, (isPublic) => log.setPublic(isPublic));
  // It may have changed since the log was opened.
  log.setPublic(settings.read(ledgerPublic));
  return { services: { log }, closers: [unfollow] };
}
