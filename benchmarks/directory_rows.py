"""The rows of the directory, in SQL. Every value is computed from the row's number n, so that each run reads the same.

`a` and `b` are n scrambled: neighbours have nothing in common. Number 7 holds the largest of every ordered custom field and number 11
the smallest; whatever is rare is one in 1,000 or 5,000, beginning with 7. Numbers 12 and 13 of each thousand are twins, by name
and by a slip in it. So every request finds rows, in a small account too.
"""

from __future__ import annotations

# Between spaces.
WORDS = {
    "firsts": "Anatolia Bright Castle Delta Eastern Falcon Golden Harbour Indus Jade Kestrel Lotus Meridian Northern Orient Pacific "
    "Quality Royal Summit Tiger United Valley Western Yarra Amber Blue Crescent Dragon Evergreen Fortune Grand Horizon",
    "materials": "Cotton Leather Steel Denim Wool Glass Paper Rubber Silk Timber Ceramic Plastic Linen Copper Bamboo",
    "trades": "Mills Works Trading Industries Textiles Garments Footwear Packaging Dyeing Components Exports",
    "forms": "Ltd GmbH SA Pvt Co Inc SpA",
    "cities": "Dhaka Izmir Porto Surat Tiruppur Guangzhou Hanoi Karachi Bursa Lahore Shenzhen Medan Prato Leeds Puebla Chennai",
    "countries": "CN CN CN CN CN IN IN IN IN BD BD BD VN VN TR TR PK PK ID ID IT DE DE US US GB MX FR ES KH",
    "wares": "Jacket Shirt Trousers Boots Bag Cap Gloves Socks Belt Scarf Vest",
    "given": "Ann Bela Chen Dina Emre Farid Gita Hana Ivan Jia Kemal Lena Mei Noor Olga Priya Quan Rosa Sara Tariq Uma Vera Wei Yusuf",
    "families": "Weaver Cotton Sharma Rahman Nguyen Yilmaz Wang Zhang Khan Silva Rossi Meyer Smith Garcia Dubois Hussain Demir Tran",
}

NUMBERED = "(SELECT n, n * 48271 %% 99991 AS a, n * 69621 %% 99989 AS b FROM generate_series(0::bigint, {last}) AS n) AS numbered"

FIELDS = """jsonb_strip_nulls(jsonb_build_object(
    'notes', 'Seen on visit ' || n,
    'headcount', CASE WHEN n = 7 THEN 9999 WHEN n = 11 THEN -1 WHEN a %% 10 > 0 THEN b %% 5000 END,
    'spend', CASE WHEN n = 7 THEN '9999999.00' WHEN n = 11 THEN '0.00' WHEN b %% 10 > 0 THEN 1 + a * 7 || '.' || 10 + b %% 90 END,
    'auditedOn', CASE WHEN n = 7 THEN '2030-01-01' WHEN n = 11 THEN '2000-01-01'
        WHEN a %% 5 > 0 THEN to_char(date '2015-01-01' + (b %% 4000)::int, 'YYYY-MM-DD') END,
    'certified', a %% 3 = 0,
    'grade', CASE WHEN n %% 1000 = 7 THEN 'D' ELSE substr('ABC', (a %% 3)::int + 1, 1) END,
    'labels', CASE WHEN n %% 1000 = 7 THEN '["recycled", "eco"]' WHEN a %% 4 = 0 THEN '["bio"]' WHEN a %% 4 = 1 THEN '["bio", "fair"]'
        END::jsonb,
    'portal', 'https://portal.example.com/' || n,
    'helpdesk', 'desk' || n || '@example.com'
))"""
CHANGED = "CASE WHEN n = 7 THEN now() ELSE now() - a %% 1000 * interval '1 day' - b * interval '1 second' END"
SIGNED = "version, created_at, created_by_id, updated_at, updated_by_id"
SIGNATURE = f"1 + a %% 5, now() - interval '1500 days', %(user)s, {CHANGED}, %(user)s"

# As organizations/name_keys.py makes them of names such as these: three words in plain letters, and a legal form.
PLAIN_KEY = "lower(translate(regexp_replace(name, ' [^ ]+$', ''), ' ', ''))"
NEAR_KEY = """(SELECT string_agg(bones, '' ORDER BY bones COLLATE "C") FROM (
        SELECT regexp_replace(left(word, 1) || regexp_replace(substr(word, 2), '[aeiouyh]', '', 'g'), '(.)\\1+', '\\1', 'g') AS bones
        FROM regexp_split_to_table(lower(regexp_replace(name, ' [^ ]+$', '')), ' ') AS word
    ) AS words)"""
ORGANIZATIONS = f"""
INSERT INTO organizations_organization
    (account_id, external_id, type, name, plain_key, near_key, status, company_id, category_id, address_line1, city, zip_postal_code,
     country, phone, website, general_description, nda_signed, msa_signed, latitude, longitude, custom_fields, {SIGNED})
SELECT %(account)s, 'V-' || 1000000 + n, type, name, {PLAIN_KEY}, {NEAR_KEY},
    CASE WHEN n %% 33 = 1 THEN 'archived' ELSE 'active' END, %(company)s, (%(categories)s::bigint[])[a %% 8 + 1],
    1 + b %% 200 || ' Mill Road', (%(cities)s::text[])[b %% 16 + 1], lpad((a %% 90000)::text, 5, '0'),
    CASE WHEN n %% 1000 IN (12, 13) THEN 'TR' WHEN n %% 300 = 7 THEN 'PT' ELSE (%(countries)s::text[])[a %% 30 + 1] END,
    '+90 232 ' || 1000000 + b,
    'https://www.example.com/' || n, CASE WHEN a %% 4 = 0 THEN 'Supplies since ' || 1950 + b %% 70 END, a %% 2 = 0, false,
    b %% 90 - 45, a %% 180 - 90, {FIELDS}, {SIGNATURE}
FROM (SELECT *,
    CASE WHEN n %% 1000 IN (12, 13) THEN 'F' WHEN n %% 100 = 7 THEN 'I' WHEN b %% 100 < 45 THEN 'F' WHEN b %% 100 < 86 THEN 'S'
        WHEN b %% 100 < 95 THEN 'B' ELSE 'R' END AS type,
    CASE n %% 1000 WHEN 12 THEN 'Twin Cotton Mills Ltd' WHEN 13 THEN 'Twin Coton Mills Ltd' ELSE
    CASE WHEN n %% 5000 = 7 THEN 'Zirconia' ELSE (%(firsts)s::text[])[a %% 32 + 1] END || ' ' || (%(materials)s::text[])[b %% 15 + 1]
        || ' ' || (%(trades)s::text[])[a / 32 %% 11 + 1] || ' ' || (%(forms)s::text[])[b / 15 %% 7 + 1] END AS name
    FROM {NUMBERED.format(last="%(organizations)s - 1")}) AS named ORDER BY n
"""
# A contact person each, and every third organization has another contact.
CONTACTS = f"""
INSERT INTO contacts_contact
    (account_id, external_id, organization_id, first_name, last_name, email, email_key, email_domain, phone_number, role, type,
     is_primary, custom_fields, {SIGNED})
SELECT %(account)s, 'P-' || 1000000 + n, id, given, family, address, lower(address), split_part(address, '@', 2),
    '+90 232 ' || 2000000 + b, 'Buyer',
    CASE WHEN n %% 1000 = 7 THEN 'billing' WHEN a %% 4 = 0 THEN 'sales' WHEN a %% 4 = 1 THEN 'technical' END, is_primary,
    {FIELDS}, {SIGNATURE}
FROM (
    SELECT *, given || '.' || family || n
        || CASE WHEN n %% 50 = 3 THEN '@works' || n / 100 || '.example' ELSE '@example.com' END AS address FROM (
        SELECT *, (%(given)s::text[])[a %% 24 + 1] AS given,
            CASE WHEN n %% 5000 = 7 THEN 'Zirconi' ELSE (%(families)s::text[])[b %% 18 + 1] END AS family
        FROM {NUMBERED.format(last="%(organizations)s + (%(organizations)s - 1) / 3")}
        JOIN (
            SELECT id, is_primary, row_number() OVER (ORDER BY is_primary DESC, id) - 1 AS n
            FROM organizations_organization, (VALUES (true), (false)) AS each (is_primary)
            WHERE account_id = %(account)s AND (is_primary OR id %% 3 = 0)
        ) AS organization USING (n)
    ) AS person
) AS reachable ORDER BY n
"""
# Number 0 is the hub: source of one relationship in 40 and target of as many. The others have two or so at either end.
RELATIONSHIPS = f"""
INSERT INTO relationships_relationship
    (account_id, source_id, target_id, lead_supplier_id, relationship_status, custom_fields, {SIGNED})
SELECT %(account)s, s.id, t.id, l.id, CASE WHEN n %% 1000 = 7 THEN 'inactive' ELSE 'active' END, {FIELDS}, {SIGNATURE}
FROM (
    SELECT *, CASE WHEN n %% 40 = 3 THEN 0 ELSE start END AS source, CASE WHEN n %% 40 = 4 THEN 0 ELSE finish END AS target
    FROM (
        SELECT *, n * 7919 %% %(organizations)s AS start, (n * 7919 + 1 + n / %(organizations)s * 7) %% %(organizations)s AS finish
        FROM {NUMBERED.format(last="%(organizations)s * 2 - 1")}
    ) AS ends
) AS edge
JOIN organizations_organization s ON s.account_id = %(account)s AND s.external_id = 'V-' || 1000000 + source
JOIN organizations_organization t ON t.account_id = %(account)s AND t.external_id = 'V-' || 1000000 + target
LEFT JOIN organizations_organization l ON n %% 4 = 0 AND l.account_id = %(account)s AND l.external_id = 'V-' || 1000000 + a %% 300
WHERE source <> target ORDER BY n
ON CONFLICT DO NOTHING
"""
TYPES = """
INSERT INTO relationships_relationshiptypeuse (account_id, relationship_id, type_id)
SELECT r.account_id, r.id, t.id
FROM relationships_relationship r JOIN relationships_relationshiptype t ON t.account_id = r.account_id AND t.key = CASE
        WHEN r.id %% 199 = 0 THEN 'auditor' WHEN r.id %% 11 < 6 THEN 'direct supplier' WHEN r.id %% 11 < 9 THEN 'subcontractor' ELSE 'agent'
    END OR t.account_id = r.account_id AND t.key = 'material' AND r.id %% 3 = 0
WHERE r.account_id = %(account)s ORDER BY 2, 3
"""
LISTED = """
INSERT INTO relationships_relationshipcontact (account_id, relationship_id, contact_id)
SELECT r.account_id, r.id, c.id
FROM relationships_relationship r JOIN contacts_contact c
    ON c.account_id = r.account_id AND c.organization_id = r.target_id AND c.is_primary
WHERE r.account_id = %(account)s AND r.id %% 5 > 0 ORDER BY 2
"""
# Number 0 is the line: one product in 40 is a variant of it. Of any other five in a row four are variants of the first.
PRODUCTS = f"""
WITH numbered AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('products_product', 'id')) AS id, numbered.*
    FROM {NUMBERED.format(last="%(organizations)s - 1")}
)
INSERT INTO products_product
    (id, account_id, external_id, name, description, product_type, status, tax_category, category_id, parent_id, billing_entity_id,
     display_order, features, linked_integrations, custom_fields, {SIGNED})
SELECT numbered.id, %(account)s, 'A-' || 1000000 + n,
    CASE WHEN n %% 5000 = 7 THEN 'Zirconia' ELSE (%(firsts)s::text[])[a %% 32 + 1] END || ' ' || (%(materials)s::text[])[b %% 15 + 1]
        || ' ' || (%(wares)s::text[])[a / 32 %% 11 + 1],
    CASE WHEN a %% 4 = 0 THEN 'In the range since ' || 1990 + b %% 30 END, CASE WHEN n %% 1000 = 7 THEN 'ADDON' ELSE 'DEFAULT' END,
    CASE WHEN n %% 33 = 1 THEN 'ARCHIVED' WHEN n %% 1000 = 7 THEN 'DRAFT' WHEN b %% 10 = 0 THEN 'DEPRECATED' ELSE 'ACTIVE' END,
    CASE WHEN a %% 9 = 0 THEN 'REDUCED' ELSE 'STANDARD' END, (%(goods)s::bigint[])[a %% 6 + 1], parent.id,
    CASE WHEN a %% 2 = 0 THEN %(company)s END, b %% 100,
    CASE WHEN a %% 3 = 0 THEN '[{{"reference": "fabric", "name": "Fabric"}}]' ELSE '[]' END::jsonb,
    CASE WHEN a %% 3 = 1 THEN jsonb_build_array(jsonb_build_object('integration', 'webshop', 'reference', 'W-' || n)) ELSE '[]' END,
    {FIELDS}, {SIGNATURE}
FROM numbered LEFT JOIN (SELECT id, n FROM numbered) AS parent (id, place)
    ON n > 0 AND place = CASE WHEN n %% 40 = 3 THEN 0 WHEN n %% 5 > 0 THEN n - n %% 5 END
ORDER BY n
"""
# The last 60 days of history, two changes an organization, behind what making the account left there.
CHANGES = f"""
WITH former AS (UPDATE activity_change SET at = now() - interval '61 days' WHERE account_id = %(account)s RETURNING sequence)
INSERT INTO activity_change (account_id, sequence, record_type, record_id, operation, changes, user_id, channel, request_id, batch_id, at)
SELECT %(account)s, (SELECT COALESCE(max(sequence), 0) FROM former) + n + 1, 'organization', first + a %% %(organizations)s,
    CASE WHEN b %% 5 = 0 THEN 'create' ELSE 'update' END,
    jsonb_build_object('city', jsonb_build_array('Porto', (%(cities)s::text[])[b %% 16 + 1])), %(user)s,
    CASE WHEN n %% 50 = 0 THEN 'import' ELSE 'api' END, 'request-' || n / 100, 'batch-' || n / 100,
    now() - (%(organizations)s * 2 - n) * interval '60 days' / (%(organizations)s * 2)
FROM {NUMBERED.format(last="%(organizations)s * 2 - 1")},
    (SELECT min(id) AS first FROM organizations_organization WHERE account_id = %(account)s) AS known
"""
FILLING = {
    "organizations_organization": ORGANIZATIONS,
    "contacts_contact": CONTACTS,
    "relationships_relationship": RELATIONSHIPS,
    "relationships_relationshiptypeuse": TYPES,
    "relationships_relationshipcontact": LISTED,
    "products_product": PRODUCTS,
    "activity_change": CHANGES,
}

# Somebody with relationships at both ends, the first of them, and a contact; and a product with variants.
NAMED = """
SELECT hub.id AS hub, leaving.source_id AS usual, leaving.id AS relationship, contact.id AS contact,
    line.id AS line, product.id AS product, product.category_id AS goods
FROM organizations_organization hub
JOIN relationships_relationship leaving ON leaving.account_id = hub.account_id AND leaving.source_id <> hub.id
JOIN relationships_relationship coming ON coming.account_id = hub.account_id AND coming.target_id = leaving.source_id
JOIN contacts_contact contact ON contact.account_id = hub.account_id AND contact.organization_id = leaving.source_id
JOIN products_product line ON line.account_id = hub.account_id AND line.external_id = 'A-1000000'
JOIN products_product product ON product.account_id = hub.account_id AND product.external_id = 'A-1000005'
WHERE hub.account_id = %(account)s AND hub.external_id = 'V-1000000'
ORDER BY leaving.id LIMIT 1
"""
