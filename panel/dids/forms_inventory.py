"""What is typed in the list of numbers itself: notes, tags, the name of a view."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from panel.dids.models import Did, SavedView
from panel.dids.notes import LONGEST_TAG, MOST_TAGS
from panel.dids.saved_views import LONGEST, as_view
from panel.ui.forms import Form


class RemarksForm(Form):
    """`was` carries what the person saw, so that a change made meanwhile is noticed."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)
    remarks = forms.CharField(label=_("Our note"), max_length=Did._meta.get_field("remarks").max_length, required=False)

    def clean_was(self) -> str | None:
        """None when the form was sent without it."""
        return self.cleaned_data["was"] if "was" in self.data else None


class TagsForm(Form):
    """`was` carries what the person saw, so that others' changes made meanwhile are kept."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)
    tags = forms.CharField(
        label=_("Tags"), help_text=_("Separated by commas."), max_length=MOST_TAGS * LONGEST_TAG, required=False
    )

    def clean_was(self) -> list[str] | None:
        """None when the form was sent without it."""
        if "was" not in self.data:
            return None
        return [name for word in self.cleaned_data["was"].split(",") if (name := word.strip())]

    def clean_tags(self) -> list[str]:
        """The words, each once, whatever the spaces and capitals."""
        words = [" ".join(word.split()) for word in self.cleaned_data["tags"].split(",")]
        names = list({word.casefold(): word for word in reversed(words) if word}.values())[::-1]
        if len(names) > MOST_TAGS:
            raise forms.ValidationError(_t("A number has at most %(most)s tags.") % {"most": MOST_TAGS})
        if long := next((name for name in names if len(name) > LONGEST_TAG), None):
            raise forms.ValidationError(
                _t("“%(tag)s” is too long for a tag. It may have %(most)s characters.")
                % {"tag": long, "most": LONGEST_TAG}
            )
        return names


class ViewForm(Form):
    """`may_share`: whether the person may give a view to everybody."""

    name = forms.CharField(
        label=_("Name of the view"),
        help_text=_("A view of yours with the same name is replaced."),
        max_length=SavedView._meta.get_field("name").max_length,
    )
    shared = forms.BooleanField(label=_("Everybody in this organization sees it"), required=False)
    query = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, may_share: bool, query: str = "") -> None:
        super().__init__(data, initial={"query": query})
        if not may_share:
            del self.fields["shared"]

    def clean_query(self) -> str:
        query = as_view(QueryDict(self.cleaned_data["query"]))
        if len(query) > LONGEST:
            raise forms.ValidationError(_t("These filters are too many to be kept as a view."))
        return query
