import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../parts/page.js';
import { Tabs } from '../../parts/tabs.js';
import { Channels } from '../alerts/channels.js';
import { Keys } from './keys.js';
import { LedgerSettings } from './ledger-settings.js';
import { People } from './people.js';
import { Retention } from './retention.js';

const route = getRouteApi('/settings');

const TABS = [
  { view: undefined, name: 'People' },
  { view: 'keys', name: 'API keys' },
  { view: 'channels', name: 'Channels' },
  { view: 'retention', name: 'Retention' },
  { view: 'ledger', name: 'Ledger' },
] as const;

export default function Settings() {
  const { tab } = route.useSearch();
  return (
    <Page
      title="Settings"
      about="Who may do what here, by which keys programs come in, whom alerts reach, what is erased when, and how the logs are signed."
    >
      <Tabs label="Which settings" to="/settings" views={TABS} shown={tab} by="tab" />
      <Shown tab={tab} />
    </Page>
  );
}

function Shown({ tab }: { readonly tab: (typeof TABS)[number]['view'] }) {
  switch (tab) {
    case 'keys':
      return <Keys />;
    case 'channels':
      return <Channels />;
    case 'retention':
      return <Retention />;
    case 'ledger':
      return <LedgerSettings />;
    default:
      return <People />;
  }
}
