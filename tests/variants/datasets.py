"""Datasets of Harmonizome, as facts: the category of each, and the names that row texts have for some.

Origin: the names, attribute groups and row texts that the site itself shows, gathered in `harmonizome_datasets.csv`.
"""

from __future__ import annotations

CATEGORY = {
    "ChEA Transcription Factor Binding Site Profiles": "molecular profile",
    "ChEA Transcription Factor Targets": "gene, protein or microRNA",
    "ChEA Transcription Factor Targets 2022": "gene, protein or microRNA",
    "CMAP Signatures of Differentially Expressed Genes for Small Molecules": "chemical",
    "CTD Gene-Chemical Interactions": "chemical",
    "CTD Gene-Disease Associations": "disease, phenotype or trait",
    "dbGAP Gene-Trait Associations": "disease, phenotype or trait",
    "DepMap CRISPR Gene Dependency": "cell line, cell type or tissue",
    "DEPOD Substrates of Phosphatases": "gene, protein or microRNA",
    "DIP Protein-Protein Interactions": "gene, protein or microRNA",
    "DISEASES Text-mining Gene-Disease Association Evidence Scores": "disease, phenotype or trait",
    "DISEASES Text-mining Gene-Disease Association Evidence Scores 2025": "disease, phenotype or trait",
    "DisGeNET Gene-Phenotype Associations": "disease, phenotype or trait",
    "GEO Signatures of Differentially Expressed Genes for Viral Infections": "organism",
    "GO Biological Process Annotations 2025": "functional term, phrase or reference",
    "GO Cellular Component Annotations 2023": "functional term, phrase or reference",
    "GTEx eQTL": "sequence feature",
    "GTEx Tissue Gene Expression Profiles": "cell line, cell type or tissue",
    "Heiser et al., PNAS, 2011 Cell Line Gene Expression Profiles": "cell line, cell type or tissue",
    "HuBMAP ASCT+B Annotations": "cell line, cell type or tissue",
    "InterPro Predicted Protein Domain Annotations": "structural feature",
    "KEGG Pathways": "functional term, phrase or reference",
    "Klijn et al., Nat. Biotechnol., 2015 Cell Line Gene CNV Profiles": "cell line, cell type or tissue",
    "LINCS L1000 CMAP Chemical Perturbation Consensus Signatures": "chemical",
    "MiRTarBase microRNA Targets": "gene, protein or microRNA",
    "MoTrPAC Rat Endurance Exercise Training": "cell line, cell type or tissue",
    "NIBR DRUG-seq U2OS MoA Box Gene Expression Profiles": "chemical",
    "PFOCR Pathway Figure Associations 2024": "functional term, phrase or reference",
    "Reactome Pathways 2014": "functional term, phrase or reference",
    "Reactome Pathways 2024": "functional term, phrase or reference",
    "Roadmap Epigenomics Histone Modification Site Profiles": "molecular profile",
    "Virus MINT Protein-Virus Interactions": "organism",
    "WikiPathways Pathways 2024": "functional term, phrase or reference",
}
"""The category of a dataset by its name: of each of the nine at least one dataset, and all that `NAME_IN_TEXT` has."""

NAME_IN_TEXT = {
    "ChEA Transcription Factor Binding Site Profiles": "CHEA Transcription Factor Binding Site Profiles",
    "ChEA Transcription Factor Targets": "CHEA Transcription Factor Targets",
    "ChEA Transcription Factor Targets 2022": "CHEA Transcription Factor Targets 2022",
    "DISEASES Text-mining Gene-Disease Association Evidence Scores": (
        "DISEASES Text-mining Gene-Disease Assocation Evidence Scores"
    ),
    "DISEASES Text-mining Gene-Disease Association Evidence Scores 2025": (
        "DISEASES Text-mining Gene-Disease Assocation Evidence Scores 2025"
    ),
    "DisGeNET Gene-Phenotype Associations": "DisGeNET Gene-Phenoptype Associations",
    "GO Biological Process Annotations 2025": "GO Biological Process Annotations2025",
    "HuBMAP ASCT+B Annotations": "HuBMAP ASCT+B",
    "LINCS L1000 CMAP Chemical Perturbation Consensus Signatures": (
        "LINCS L1000 CMAP Chemical Perturbations Consensus Signatures"
    ),
    "NIBR DRUG-seq U2OS MoA Box Gene Expression Profiles": "NIBR DRUG-seq U2OS MoA Box",
    "PFOCR Pathway Figure Associations 2024": "Wikipathways PFOCR 2024",
}
"""The names that row texts close with where they differ from the dataset's: slips and old names of the site's own."""
