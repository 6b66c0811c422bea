import type {
  BookPage,
  CalendarFile,
  Holidays,
  KeptBook,
  OnCallNow,
  Preview,
} from '../../gateway/api/policy-shapes.ts';
import { ask } from './connection.ts';

export type Book = BookPage;
export type CalendarPage = Book['calendars'][number];
export type PolicyPage = Book['policies'][number];
export type RulePage = Book['escalations'][number];
export type RotaPage = Book['onCall']['rotas'][number];

export const readBook = () => ask<KeptBook>('/policy');
export const writeBook = (book: Book, version: number) =>
  ask<KeptBook>('/policy', { method: 'PUT', body: { book, version } });
export const previewBook = (book: Book) => ask<Preview>('/policy/preview', { method: 'POST', body: { book } });
export const readHolidays = (country: string, region: string) => {
  const asked = new URLSearchParams({ ...(country ? { country } : {}), ...(region ? { region } : {}) });
  return ask<Holidays>(`/holidays?${asked}`);
};
export const readCalendarFile = (text: string) =>
  ask<CalendarFile>('/holidays/file', { method: 'POST', body: { text } });
export const readOnCall = () => ask<OnCallNow>('/on-call');
