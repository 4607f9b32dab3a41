// The closed vocabularies that are only met where one comic or series is looked at: who did what, and how an issue is made.

import { t } from '../i18n.js';
import { Terms } from '../terms.js';

/** What people do for a comic: of ComicInfo, MetronInfo 1.0 and the series.json of manga tools. */
export const ROLES = new Terms([
  [t('role.writer'), 'writer'], [t('role.penciller'), 'penciller', 'penciler', 'pencils'], [t('role.inker'), 'inker', 'inks'],
  [t('role.colorist'), 'colorist', 'colourist', 'colors', 'colours'], [t('role.letterer'), 'letterer', 'letters'], [t('role.cover'), 'cover artist', 'cover', 'covers'],
  [t('role.editor'), 'editor'], [t('role.translator'), 'translator', 'translation'], [t('role.story'), 'story'], [t('role.art'), 'art'],
  [t('role.storyAndArt'), 'story & art', 'story and art', 'art & story'], [t('role.author'), 'author'], [t('role.artist'), 'artist'],
  [t('role.creator'), 'creator', 'original creator'], [t('role.plot'), 'plot', 'plotter'], [t('role.script'), 'script', 'scripter'],
  [t('role.interviewer'), 'interviewer'], [t('role.layouts'), 'layouts'], [t('role.breakdowns'), 'breakdowns'], [t('role.illustrator'), 'illustrator', 'illustration'],
  [t('role.embellisher'), 'embellisher'], [t('role.finishes'), 'finishes'], [t('role.inkAssists'), 'ink assists'], [t('role.colorSeparations'), 'color separations'],
  [t('role.colorAssists'), 'color assists'], [t('role.colorFlats'), 'color flats'], [t('role.digitalArt'), 'digital art technician'], [t('role.grayTone'), 'gray tone'],
  [t('role.consultingEditor'), 'consulting editor'], [t('role.assistantEditor'), 'assistant editor'], [t('role.associateEditor'), 'associate editor'],
  [t('role.groupEditor'), 'group editor'], [t('role.seniorEditor'), 'senior editor'], [t('role.managingEditor'), 'managing editor'],
  [t('role.collectionEditor'), 'collection editor'], [t('role.supervisingEditor'), 'supervising editor'], [t('role.executiveEditor'), 'executive editor'],
  [t('role.editorInChief'), 'editor in chief'], [t('role.production'), 'production'], [t('role.designer'), 'designer', 'design'], [t('role.logo'), 'logo design'],
  [t('role.president'), 'president'], [t('role.publisher'), 'publisher'], [t('role.creativeOfficer'), 'chief creative officer'],
  [t('role.producer'), 'executive producer'], [t('role.other'), 'other'],
]);

/** How an issue is made: of MetronInfo 1.0 and of ComicInfo's Format, whose words tools agree on. */
export const ISSUE_FORMATS = new Terms([
  [t('made.single'), 'Single Issue'], [t('made.series'), 'Series'], [t('made.limited'), 'Limited Series'], [t('made.oneShot'), 'One-Shot'], [t('made.annual'), 'Annual'],
  [t('made.paperback'), 'Trade Paperback', 'TPB'], [t('made.hardcover'), 'Hardcover'], [t('made.omnibus'), 'Omnibus'], [t('made.graphicNovel'), 'Graphic Novel'],
  [t('made.digitalChapter'), 'Digital Chapter'], [t('made.digital'), 'Digital'], [t('made.web'), 'Web Comic'], [t('made.special'), 'Special'],
  [t('made.giant'), 'Giant Size', 'King-Size'], [t('made.anthology'), 'Anthology'], [t('made.box'), 'Box-Set'], [t('made.preview'), 'Preview'],
  [t('made.directors'), "Director's Cut"], [t('made.magazine'), 'Magazine'], [t('made.freeDay'), 'FCBD', 'Free Comic Book Day'],
]);
