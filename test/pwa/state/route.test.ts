import { expect, test } from 'vitest';
import { routeOf } from '../../../pwa/state/route.ts';

test.each([
  ['/app/', { at: 'list', view: 'all' }],
  ['/app', { at: 'list', view: 'all' }],
  ['/app/mine', { at: 'list', view: 'mine' }],
  ['/app/unassigned', { at: 'list', view: 'unassigned' }],
  ['/app/look', { at: 'look' }],
  ['/app/outbox', { at: 'outbox' }],
  ['/app/t/42', { at: 'ticket', id: 42 }],
  ['/app/t/abc', { at: 'lost' }],
  ['/app/new', { at: 'new' }],
  ['/app/setup', { at: 'setup' }],
  ['/app/join', { at: 'join' }],
  ['/app/admin/', { at: 'admin', page: 'mailboxes', rest: '' }],
  ['/app/admin/mailboxes/new', { at: 'admin', page: 'mailboxes', rest: 'new' }],
  ['/app/nowhere', { at: 'lost' }],
])('%s leads to its place', (path, place) => {
  expect(routeOf(path)).toEqual(place);
});
