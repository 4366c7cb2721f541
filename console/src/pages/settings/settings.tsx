import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../parts/page.js';
import { Tabs } from '../../parts/tabs.js';
import { Channels } from '../alerts/channels.js';
import { Keys } from './keys.js';
import { People } from './people.js';
import { Retention } from './retention.js';

const route = getRouteApi('/settings');

const TABS = [
  { view: undefined, name: 'People' },
  { view: 'keys', name: 'API keys' },
  { view: 'channels', name: 'Channels' },
  { view: 'retention', name: 'Retention' },
] as const;

export default function Settings() {
  const { tab } = route.useSearch();
  return (
    <Page
      title="Settings"
      about="Who may do what here, by which keys programs come in, whom alerts reach, and what is erased when."
    >
      <Tabs label="Which settings" to="/settings" views={TABS} shown={tab} by="tab" />
      {tab === 'keys' ? <Keys /> : tab === 'channels' ? <Channels /> : tab === 'retention' ? <Retention /> : <People />}
    </Page>
  );
}
