"""The function that `panel.dids.words` asks. It runs as its owner, whom row security does not keep from the index of words."""

from django.db import migrations

from panel.tenancy.rls import CLIENT, ORGANIZATION

# The organization is the scope's, never an argument; a client finds its own numbers, not by names and tags.
# EXECUTE plans with the values at hand: the index for rare words, reading on until there are enough for frequent ones.
NAME = "' ' || translate(lower(name), 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy')"
CREATE = f"""
CREATE FUNCTION patchbay_numbers_with_words(pattern text, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
BEGIN
    RETURN QUERY EXECUTE $query$
        SELECT id FROM (
            (SELECT id FROM dids_did
             WHERE organization_id = $1 AND words LIKE $3 AND ($2 IS NULL OR client_id = $2) LIMIT $4)
            UNION ALL
            (SELECT dids_did.id FROM tenancy_client JOIN dids_did
                 ON dids_did.organization_id = $1 AND dids_did.client_id = tenancy_client.id
             WHERE tenancy_client.organization_id = $1 AND {NAME} LIKE $3
                 AND $2 IS NULL LIMIT $4)
            UNION ALL
            (SELECT did_id FROM dids_tag JOIN dids_didtag
                 ON dids_didtag.organization_id = $1 AND dids_didtag.tag_id = dids_tag.id
             WHERE dids_tag.organization_id = $1 AND {NAME} LIKE $3 AND $2 IS NULL LIMIT $4)
        ) AS found LIMIT $4
    $query$ USING {ORGANIZATION}, {CLIENT}, pattern, most;
END
$body$
"""
SIGNATURE = "patchbay_numbers_with_words(text, integer)"


class Migration(migrations.Migration):
    dependencies = [("dids", "0015_words")]

    operations = [
        migrations.RunSQL(
            [CREATE, f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC"],
            [f"DROP FUNCTION {SIGNATURE}"],
        )
    ]
