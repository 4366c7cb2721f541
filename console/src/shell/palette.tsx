import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type Key, useDeferredValue, useRef, useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Input,
  Label,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { registeredNamesQuery } from '../api/registered.js';
import { DOCUMENTS, PAGES } from './pages-list.js';
import { chooseTheme } from './theme.js';

interface Choice {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly open: () => void;
}

/** Most systems and deployments that are listed: whoever looks for one of a thousand types some of its name. */
const MOST = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Goes anywhere by typing: pages, systems, deployments, a decision by its id. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const { contains } = useFilter({ sensitivity: 'base' });
  const typed = useRef('');
  const [words, setWords] = useState('');
  const choices = useChoices(words);
  const matches = (text: string, typed: string): boolean =>
    UUID.test(typed) ? text === ANY_DECISION : contains(text, typed);
  const take = (id: Key, typed: string): void => {
    onClose();
    choices(typed)
      .find((one) => one.id === id)
      ?.open();
  };
  return (
    <ModalOverlay className="shade" isOpen isDismissable onOpenChange={(isOpen) => isOpen || onClose()}>
      <Modal className="sheet">
        <Dialog aria-label="Find">
          <Autocomplete
            filter={matches}
            onInputChange={(text) => {
              typed.current = text.trim();
              setWords(typed.current);
            }}
          >
            <SearchField className="palette-field" autoFocus>
              <Label className="note small">Find a page, a system, or the id of a decision</Label>
              <Input className="palette-input" />
            </SearchField>
            <Menu
              className="palette-list"
              aria-label="What was found"
              items={choices('')}
              onAction={(id) => take(id, typed.current)}
              renderEmptyState={() => <p className="note inside">Nothing of that name.</p>}
            >
              {({ id, name, kind }) => (
                <MenuItem id={id} textValue={name} className="palette-item">
                  <bdi className="clip">{name}</bdi>
                  <span className="note small">{kind}</span>
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

const ANY_DECISION = 'Look up a decision';

function useChoices(words: string): (typed: string) => Choice[] {
  const { navigate } = useRouter();
  const q = useDeferredValue(words);
  const { data: found } = useQuery({
    ...registeredNamesQuery({ q: q === '' || UUID.test(q) ? undefined : q, limit: MOST }),
    placeholderData: keepPreviousData,
  });
  return (typed) => [
    ...PAGES.map(({ to, name }) => ({ id: to, name, kind: 'page', open: () => void navigate({ to }) })),
    ...(found?.systems ?? []).map(({ id }) => ({
      id: `system ${id}`,
      name: id,
      kind: 'system',
      open: () => void navigate({ to: '/systems/$system', params: { system: id } }),
    })),
    ...(found?.deployments ?? []).map(({ id, system }) => ({
      id: `deployment ${id}`,
      name: id,
      kind: 'deployment',
      open: () => void navigate({ to: '/systems/$system', params: { system }, search: { deployment: id } }),
    })),
    {
      id: 'decision',
      name: ANY_DECISION,
      kind: 'decision',
      open: () => void navigate({ to: '/decisions', search: UUID.test(typed) ? { id: typed } : {} }),
    },
    ...DOCUMENTS.map(({ href, name }) => ({ id: href, name, kind: 'page', open: () => location.assign(href) })),
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      id: `theme ${theme}`,
      name: theme === 'system' ? 'Colours as the system' : `Colours: ${theme}`,
      kind: 'look',
      open: () => chooseTheme(theme),
    })),
  ];
}
