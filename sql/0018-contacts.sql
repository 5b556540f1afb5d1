-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the contact of an OPD hears of its people's certificates; certificates under the numbers of a list.

-- The owner cannot be reached, so the contact of his OPD is owed this reminder, or was told; NULL: he can be, or his OPD has none.
ALTER TABLE reminder ADD COLUMN contact TEXT CHECK (contact IN ('owed', 'told'));
CREATE INDEX reminder_by_contact ON reminder (certificate_id) WHERE contact = 'owed';

ALTER TABLE inquiry_item ADD COLUMN certificate_id INTEGER REFERENCES certificate (id);
CREATE INDEX inquiry_item_by_certificate ON inquiry_item (certificate_id) WHERE certificate_id IS NOT NULL;
